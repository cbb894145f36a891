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

/** What Airbnb's page shows where there is no value, in a column of texts that stand beside numbers. */
const NO_VALUE = '-'
const SHOWN_TEXT = /_string$/

/** A number for a spreadsheet, which has room for 15 digits of one, and drops zeros before it. */
const DIGITS = /^\d+$/

/** How lines are written. */
export interface CsvLinesOptions {
  /** Keeps the digits of ids, and of texts that are digits alone, when a spreadsheet opens the file. */
  readonly forSpreadsheet?: boolean
}

/** What a file for a spreadsheet begins with: without it, it is taken for the encoding of the machine's language. */
export const BYTE_ORDER_MARK = '\uFEFF'

/** The line of column names. */
export function csvHeader(columns: readonly string[]): string {
  return `${columns.join(',')}\r\n`
}

/**
 * One line for each row (RFC 4180). Null is an empty cell, and so is the text beside a number that there is not; numbers
 * stay as they are. A text that a spreadsheet would run as a formula has an apostrophe before it.
 */
export function csvLines(
  columns: readonly string[],
  rows: readonly ExportRow[],
  { forSpreadsheet = false }: CsvLinesOptions = {},
): string {
  // From row to row much stays the same: whose it is, the listing and its name. That is looked at once.
  const cells = columns.map((name) => ({
    name,
    isShown: SHOWN_TEXT.test(name),
    value: '',
    text: '""',
  }))
  let text = ''
  for (const row of rows) {
    let separator = ''
    for (const cell of cells) {
      const value = row[cell.name]
      text += separator
      separator = ','
      if (typeof value === 'string') {
        if (value !== cell.value) {
          cell.value = value
          if (value === NO_VALUE) cell.text = cell.isShown ? '' : value
          else if (forSpreadsheet && !cell.isShown && DIGITS.test(value)) cell.text = digitsCell(value)
          else cell.text = SPECIAL.test(value) ? guardedCell(value) : value
        }
        text += cell.text
      } else if (value !== null && value !== undefined) text += value
    }
    text += '\r\n'
  }
  return text
}

/** A formula whose result is the text: Excel and LibreOffice then hold the digits and nothing else. */
function digitsCell(value: string): string {
  return `"=""${value}"""`
}

function guardedCell(value: string): string {
  const safe = BEGINS_FORMULA.test(value) && !SIGNED_NUMBER.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
