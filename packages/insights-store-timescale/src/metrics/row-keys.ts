import type { StorableCharacters } from '../connection/storable-characters.ts'
import type { AnyMetricRow, TableColumns } from './metric-columns.ts'

/**
 * Makes a text of a row's key and listing: rows of another key have another.
 *
 * @param storable what the database makes of texts: two names may become one.
 */
export const keyTextOf = (
  { key, day }: TableColumns,
  storable: StorableCharacters | null,
): ((row: AnyMetricRow) => string) => {
  const others = key.flatMap(({ name }) => (name === day ? [] : [name]))
  return (row) => {
    let text = `${String(row[day])} ${String(row['airbnb_listing_id'])}`
    // No text that is stored has U+0000.
    for (const name of others) text += `\0${String(row[name])}`
    return storable?.text(text) ?? text
  }
}
