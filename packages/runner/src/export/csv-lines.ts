import type { ExportRow } from './export-row.ts'

/**
 * What cannot stand as it is: a separator, an empty text, which would else be read as null, and what a spreadsheet
 * would take for the beginning of a formula.
 */
const SPECIAL = /[",\r\n]|^$|^[=+\-@\t＝＋－＠]/
const BEGINS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** Begins as a formula does and is none, as in a change of `-3.1%`: a spreadsheet reads the number that it is. */
const SIGNED_NUMBER = /^[+-]\d+(?:[.,]\d+)*%?$/

const NEEDS_QUOTES = /[",\r\n]|^$/

/** The line of column names. */
export function csvHeader(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`
}

/**
 * One line for each row (RFC 4180). Null is an empty cell, numbers stay as they are. A text that a spreadsheet would
 * run as a formula has an apostrophe before it.
 */
export function csvLines(columns: readonly string[], rows: readonly ExportRow[]): string {
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

function csvCell(value: ExportRow[string]): string | number {
  if (typeof value === 'string') return SPECIAL.test(value) ? guardedCell(value) : value
  return value ?? ''
}

function guardedCell(value: string): string {
  const safe = BEGINS_FORMULA.test(value) && !SIGNED_NUMBER.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
