import type { CopiedRows, CopyProgress } from './copy-progress.ts'

/** How to write a backup. */
export interface BackUpOptions {
  /** Is told how far it has come. @defaultValue nobody is */
  onProgress?: ((progress: CopyProgress) => void) | undefined
  /** Ends it in the middle: what was written is no backup. @defaultValue nothing does */
  signal?: AbortSignal | undefined
}

/** How to restore one. */
export interface RestoreOptions {
  /** Is told how far it has come. @defaultValue nobody is */
  onProgress?: ((progress: CopyProgress) => void) | undefined
  /** Ends it in the middle: nothing is restored then. @defaultValue nothing does */
  signal?: AbortSignal | undefined
}

/** How to move. */
export interface MoveOptions {
  /** Where the rows come from, in words and without credentials: a move that was begun goes on from there alone. */
  from: string
  /** Is told how far it has come. @defaultValue nobody is */
  onProgress?: ((progress: CopyProgress) => void) | undefined
  /** Ends it in the middle: the same move goes on later. @defaultValue nothing does */
  signal?: AbortSignal | undefined
}

/** What a move has done. */
export interface MoveReport {
  /** Whether it went on with one that was begun before. */
  readonly goesOn: boolean
  /** Every table, with what both sides hold. */
  readonly tables: readonly CopiedRows[]
  /** The ids of the keys that whoever uses the copy needs. */
  readonly credentialKeyIds: readonly string[]
}
