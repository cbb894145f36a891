/** The errors of one package: a root class that is marked, and a code for each of its classes. */
export interface ErrorFamily<Root extends Error & { readonly code: string }> {
  /** Marks an error as one of the family; the root's constructor calls it. */
  mark(error: Root): void
  /** Whether a value is an error of the family, also of another copy of its package. */
  is(this: void, value: unknown): value is Root
  /** The guard of the class that has this code. */
  ofCode<E extends Root>(code: E['code']): (value: unknown) => value is E
}

/**
 * A family of errors whose guards also know the errors of another copy of the package: two versions in one program are
 * no reason to misread what went wrong.
 *
 * @param packageName - whose errors they are
 */
export function errorFamily<Root extends Error & { readonly code: string }>(
  packageName: string,
): ErrorFamily<Root> {
  const brand = Symbol.for(`${packageName}.error`)
  const is = (value: unknown): value is Root => value instanceof Error && Object.hasOwn(value, brand)
  return {
    mark(error) {
      Object.defineProperty(error, 'name', { value: error.constructor.name, configurable: true })
      Object.defineProperty(error, brand, { value: true })
    },
    is,
    ofCode:
      <E extends Root>(code: E['code']) =>
      (value: unknown): value is E =>
        is(value) && value.code === code,
  }
}
