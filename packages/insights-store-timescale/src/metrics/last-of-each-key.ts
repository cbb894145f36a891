import type { AnyMetricRow } from './metric-columns.ts'

/**
 * The rows without those that a later row of the same listing and day replaces: a statement can write a
 * key only once. The given array itself where no key occurs twice, which is the rule.
 */
export const lastOfEachKey = (rows: readonly AnyMetricRow[], day: string): readonly AnyMetricRow[] => {
  const byKey = new Map<string, AnyMetricRow>()
  for (const row of rows) byKey.set(`${String(row[day])} ${String(row['airbnb_listing_id'])}`, row)
  return byKey.size === rows.length ? rows : [...byKey.values()]
}
