import type { Kysely } from 'kysely'
import type { BatchContext } from '../batch-work.ts'
import type { Executor } from '../executor.ts'

/**
 * One numbered step of the schema. Once published it never changes: what it left behind is put right by a
 * later one.
 */
export interface SchemaMigration {
  /** Four digits and what it does; the digits give the order. */
  readonly name: string
  /**
   * What must be done before it on a database with many rows, outside of its transaction and in bounded batches. It may be
   * ended half-way, and called again.
   */
  readonly batches?: {
    areNeeded(db: Executor, schema: string): Promise<boolean>
    run(context: BatchContext): Promise<void>
  }
  /** Runs inside the one transaction of all pending migrations, with the schema already there. */
  up(db: Kysely<unknown>, schema: string): Promise<void>
}
