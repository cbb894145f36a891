import type { StorableCharacters } from '../connection/storable-characters.ts'
import type { AnyMetricRow, TableColumns } from './metric-columns.ts'
import { keyTextOf } from './row-keys.ts'

/**
 * The rows without those that a later row of the same key replaces: a statement can write a key only once. The given
 * array itself where no key occurs twice, which is the rule.
 */
export const lastOfEachKey = (
  rows: readonly AnyMetricRow[],
  columns: TableColumns,
  storable: StorableCharacters | null,
): readonly AnyMetricRow[] => {
  const keyOf = keyTextOf(columns, storable)
  const byKey = new Map<string, AnyMetricRow>()
  for (const row of rows) byKey.set(keyOf(row), row)
  return byKey.size === rows.length ? rows : [...byKey.values()]
}
