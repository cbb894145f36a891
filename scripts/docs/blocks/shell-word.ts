import { join } from 'node:path'
import { repositoryRoot } from './doc-pages.ts'

/** A path as a word of the shell's: clones lie in folders with spaces, too. */
export const shellWord = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`

/** The same for a path within the repository. */
export const inRepository = (path: string): string => shellWord(join(repositoryRoot, path))
