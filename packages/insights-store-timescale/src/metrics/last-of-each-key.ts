import type { StorableCharacters } from '../connection/storable-characters.ts'
import type { AnyMetricRow, TableColumns } from './metric-columns.ts'
import { keyTextOf } from './row-keys.ts'

/**
 * The rows without those that a later row of the same key replaces: a statement can write a key only once. The given
 * array itself where no key occurs twice, which is the rule.
 *
 * @param storable what the database makes of texts: two names may become one.
 */
export const lastOfEachKey = (
  rows: readonly AnyMetricRow[],
  columns: TableColumns,
  storable: StorableCharacters | null = null,
): readonly AnyMetricRow[] => {
  const keyOf = keyTextOf(columns)
  const byKey = new Map<string, AnyMetricRow>()
  for (const row of rows) {
    const key = keyOf(row)
    byKey.set(storable?.text(key) ?? key, row)
  }
  return byKey.size === rows.length ? rows : [...byKey.values()]
}
