/** A row of insights: its values by column. */
export type Row = Readonly<Record<string, string | number | null | undefined>>

/** What has to be quoted: the separators, and an empty text, which would else be read as null. */
const NEEDS_QUOTES = /[",\r\n]|^$/

/** What a spreadsheet would take for the beginning of a formula. */
const BEGINS_FORMULA = /^[=+\-@\t\r]/

/** The line of column names. */
export function csvHeader(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`
}

/**
 * One line for each row (RFC 4180). Null is an empty cell, numbers stay as they are. A text that a spreadsheet would
 * run as a formula has an apostrophe before it.
 */
export function csvLines(columns: readonly string[], rows: readonly Row[]): string {
  let text = ''
  for (const row of rows) {
    let separator = ''
    for (const column of columns) {
      text += separator + csvCell(row[column])
      separator = ','
    }
    text += '\r\n'
  }
  return text
}

function csvCell(value: Row[string]): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = BEGINS_FORMULA.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
