const inspectCustom = Symbol.for('nodejs.util.inspect.custom')

/**
 * Makes an object show `[concealed]` for some of its keys when it is logged (`JSON.stringify`, `console.log`,
 * `util.inspect`). Reading, spreading and `structuredClone` still give the real values.
 *
 * @returns the object that was given
 */
export function concealing<T extends object>(object: T, keys: readonly (keyof T & string)[]): T {
  const secret: ReadonlySet<string> = new Set(keys)
  const show = (): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, secret.has(key) ? '[concealed]' : value]),
    )
  Object.defineProperty(object, 'toJSON', { value: show })
  Object.defineProperty(object, inspectCustom, { value: show })
  return object
}
