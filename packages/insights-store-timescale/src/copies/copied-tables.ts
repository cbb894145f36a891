import { type RawBuilder, sql } from 'kysely'
import type { TableName } from '../database.ts'
import { TABLES } from '../tables.ts'

/** A table of a copy: the columns in the order in which its rows have them. */
export interface CopiedTable {
  readonly table: string
  readonly columns: readonly string[]
}

/** Every table, those first that others refer to. */
export const COPIED_TABLES: readonly CopiedTable[] = Object.entries(TABLES).map(([table, columns]) => ({
  table,
  columns: Object.keys(columns),
}))

/** Tables in which a fresh schema has rows: those of a copy take their place. */
export const FILLED_BY_MIGRATIONS: ReadonlySet<string> = new Set<TableName>(['history_mode'])

/**
 * What a process that is alive holds, and a copy must not: there nobody lives who could give it back. Of a lease the token
 * stays, for the next one has to be greater, and it has run out since it began.
 */
const HELD_BY_THE_LIVING: { readonly [Table in TableName]?: Readonly<Record<string, RawBuilder<unknown>>> } =
  {
    account_leases: { expires_at: sql.ref('acquired_at') },
    notification_targets: { claim: sql`NULL::text`, claimed_until: sql`NULL::timestamptz` },
    site_answers: { scout_until: sql`NULL::timestamptz` },
  }

const isHeld = (table: string): table is keyof typeof HELD_BY_THE_LIVING =>
  Object.hasOwn(HELD_BY_THE_LIVING, table)

/** A table's columns as a list of names. */
export const namesOf = ({ columns }: CopiedTable): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql.ref(column)))

/** A table's columns as they are in a copy, as a list of expressions. */
export function copiedValues({ table, columns }: CopiedTable): RawBuilder<unknown> {
  const instead = isHeld(table) ? HELD_BY_THE_LIVING[table] : undefined
  return sql.join(columns.map((column) => instead?.[column] ?? sql.ref(column)))
}
