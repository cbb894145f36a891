import type { Kysely } from 'kysely'

/**
 * One numbered step of the schema. Once published it never changes: what it left behind is put right by a
 * later one.
 */
export interface SchemaMigration {
  /** Four digits and what it does; the digits give the order. */
  readonly name: string
  /** Runs inside the one transaction of all pending migrations, with the schema already there. */
  up(db: Kysely<unknown>, schema: string): Promise<void>
}
