import type { AnyMetricRow, TableColumns } from './metric-columns.ts'

/** Makes a text of a row's key and listing: rows of another key have another. */
export const keyTextOf = ({ key, day }: TableColumns): ((row: AnyMetricRow) => string) => {
  const others = key.flatMap(({ name }) => (name === day ? [] : [name]))
  return (row) => {
    let text = `${String(row[day])} ${String(row['airbnb_listing_id'])}`
    // No text that is stored has U+0000.
    for (const name of others) text += `\0${String(row[name])}`
    return text
  }
}
