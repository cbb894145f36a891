import { inject } from 'vitest'
import { Project } from './installed-package.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** By package name: its tarball, and the folder in which it alone was installed. */
    packed: Readonly<Record<string, { readonly tarball: string; readonly project: string }>>
  }
}

const packed = inject('packed')

/** The names of the published packages. */
export const packageNames: readonly string[] = Object.keys(packed).toSorted()

/** A package's tarball, as it would be published. */
export function tarballOf(name: string): string {
  return found(name).tarball
}

/** The folder in which a package was installed as a user would, and nothing else but its dependencies. */
export function installationOf(name: string): Project {
  return new Project(found(name).project)
}

function found(name: string) {
  const one = packed[name]
  if (!one) throw new Error(`${name} was not packed`)
  return one
}
