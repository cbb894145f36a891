import type { ExportRow } from './export-row.ts'
import { lettersOf, type SheetColumn, STYLES, textCell } from './sheet-column.ts'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** What a sheet begins with: the head stays in sight, the columns are as wide as what they hold. */
export function sheetBeginning(columns: readonly SheetColumn[]): string {
  const widths = columns.map(
    ({ width, style }, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${width}" style="${style}" customWidth="1"/>`,
  )
  const heads = columns.map(({ name, letters }) => textCell(`${letters}1`, name, STYLES.head))
  return [
    DECLARATION,
    `<worksheet xmlns="${MAIN}">`,
    '<sheetViews><sheetView workbookViewId="0">',
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>',
    `<cols>${widths.join('')}</cols>`,
    `<sheetData><row r="1">${heads.join('')}</row>`,
  ].join('')
}

/** Rows of a sheet, the first of which has the number given. */
export function sheetRows(
  columns: readonly SheetColumn[],
  rows: readonly ExportRow[],
  firstNumber: number,
): string {
  let text = ''
  let number = firstNumber
  for (const row of rows) {
    text += `<row r="${number}">`
    for (const { name, cell } of columns) text += cell(row[name], row, number)
    text += '</row>'
    number += 1
  }
  return text
}

/** What a sheet ends with: a filter over all of it, and no warning of ids, which are texts that look like numbers. */
export function sheetEnd(columns: readonly SheetColumn[], lastNumber: number): string {
  const texts = columns
    .filter(({ isText }) => isText)
    .map(({ letters }) => `${letters}1:${letters}${lastNumber}`)
    .join(' ')
  const ignored =
    texts === ''
      ? ''
      : `<ignoredErrors><ignoredError sqref="${texts}" numberStoredAsText="1"/></ignoredErrors>`
  const filter = `<autoFilter ref="A1:${lettersOf(columns.length - 1)}${lastNumber}"/>`
  return `</sheetData>${filter}${ignored}</worksheet>`
}
