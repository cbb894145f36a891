import { EmbeddedStorageError, InsightsStoreError } from '../errors.ts'
import { systemErrorCode } from './system-error-code.ts'

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'This user may not write there: change its owner or permissions, or name another folder.',
  EPERM: 'This user may not write there: change its owner or permissions, or name another folder.',
  EROFS: 'That file system is read-only: name another folder.',
  ENOSPC: 'The disk is full: free some space, or name a folder on another disk.',
  EDQUOT: 'The disk quota is used up: free some space, or name a folder on another disk.',
  ENOTDIR: 'A part of that path is a file: name a folder.',
  EEXIST: 'There is a file of that name: name a folder.',
  ENAMETOOLONG: 'That path is too long: name a shorter one.',
}

/** What PGlite throws is no `Error` and has WASI's numbers. */
const WASI_CODES: Readonly<Record<number, string>> = {
  2: 'EACCES',
  19: 'EDQUOT',
  37: 'ENAMETOOLONG',
  51: 'ENOSPC',
  54: 'ENOTDIR',
  63: 'EPERM',
  69: 'EROFS',
}

/** Turns a failure to make, read or write the embedded database's folder into an error that says what to do. */
export function asStorageError(error: unknown, dataDir: string): InsightsStoreError {
  if (error instanceof InsightsStoreError) return error
  const { code, message } = describe(error)
  const advice = (code === null ? undefined : ADVICE[code]) ?? 'Check that the folder is intact and writable.'
  return new EmbeddedStorageError(
    `The embedded database in ${dataDir} cannot be opened (${message}). ${advice}`,
    { dataDir, reason: code },
    { cause: error },
  )
}

function describe(error: unknown): { code: string | null; message: string } {
  if (error instanceof Error) {
    return { code: systemErrorCode(error), message: error.message }
  }
  if (typeof error === 'object' && error !== null && 'errno' in error && typeof error.errno === 'number') {
    const code = WASI_CODES[error.errno] ?? null
    return { code, message: code ?? `error ${error.errno}` }
  }
  return { code: null, message: String(error) }
}
