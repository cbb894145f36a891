import type { Store } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES } from 'insights-transform'

/** What a store holds of each listing, each row as text, in an order of its own: what can be held against another's. */
export type RowsOfListings = ReadonlyMap<string, readonly string[]>

/** Every row of an account's insights, by listing. */
export async function readRows(store: Store, accountId: string): Promise<RowsOfListings> {
  const rows = new Map<string, string[]>()
  for (const table of METRIC_TABLE_NAMES) {
    const read = await store.db.selectFrom(table).selectAll().where('account_id', '=', accountId).execute()
    for (const row of read) {
      const of = rows.get(row.airbnb_listing_id) ?? []
      rows.set(row.airbnb_listing_id, of)
      of.push(`${table} ${JSON.stringify(row)}`)
    }
  }
  for (const of of rows.values()) of.sort()
  return rows
}

/** What is lost, invented or doubled in a listing's rows; null where they are as they should be. */
export function differenceOf(is: readonly string[], should: readonly string[]): string | null {
  const missing = should.filter((row) => !is.includes(row))
  const extra = is.filter((row) => !should.includes(row))
  const doubled = is.length - new Set(is).size
  if (missing.length + extra.length + doubled === 0) return null
  const example = extra[0] ?? missing[0] ?? ''
  return `${String(missing.length)} rows missing, ${String(extra.length)} that should not be, ${String(doubled)} doubled: ${example.slice(0, 200)}`
}
