import type { Kysely } from 'kysely'
import type { InsightsDatabase } from './database.ts'

/** How far work on many rows has come. */
export interface BatchProgress {
  /** What is made: words for people. */
  what: string
  /** Batches that are done, of `total`. */
  done: number
  total: number
}

/** What work in batches is done with. */
export interface BatchContext {
  /** Not bound to the schema, and with as much time as it takes. */
  readonly db: Kysely<InsightsDatabase>
  readonly schema: string
  /** Is told before each batch. */
  readonly onProgress: (progress: BatchProgress) => void
}
