import { type RawBuilder, sql } from 'kysely'
import { type CopiedTable, copiedValues } from './copied-tables.ts'
import type { CopySession } from './copy-session.ts'

/** What a table holds, in two numbers that are the same for a true copy. */
export interface TableMeasure {
  readonly rows: number
  /** The sum of hashes of all rows, which does not depend on their order. */
  readonly checksum: string
}

/**
 * Measures a table where it lies. Each row is a text, written by settings that are the same in every session that copies;
 * the sum is of the first 64 bits of each text's SHA-256.
 */
export async function measureTable(
  session: CopySession,
  schema: string,
  table: CopiedTable,
): Promise<TableMeasure> {
  const text = sql`convert_to(ROW(${copiedValues(table)})::text, 'UTF8')`
  const [found] = await session.run<{ rows: string; checksum: string }>(sql`
    SELECT count(*)::text AS rows, coalesce(sum(${firstBits(text)}), 0)::text AS checksum
    FROM ${sql.id(schema, table.table)}`)
  return { rows: Number(found?.rows ?? 0), checksum: found?.checksum ?? '0' }
}

const firstBits = (text: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`('x' || encode(substr(sha256(${text}), 1, 8), 'hex'))::bit(64)::bigint`

/** Whether two tables hold the same. */
export const isSameMeasure = (one: TableMeasure, other: TableMeasure): boolean =>
  one.rows === other.rows && one.checksum === other.checksum
