import { expect, it } from 'vitest'
import { csvHeader, csvLines } from '../../src/export/csv-lines.ts'

const line = (cell: string | number | null) => csvLines(['cell'], [{ cell }])

it('names the columns, and ends each line as RFC 4180 says', () => {
  expect(csvHeader(['a', 'b'])).toBe('a,b\r\n')
  expect(
    csvLines(
      ['a', 'b'],
      [
        { a: 1, b: 'x' },
        { b: 'y', a: null },
      ],
    ),
  ).toBe('1,x\r\n,y\r\n')
})

it.each([
  ['Sea, view', '"Sea, view"'],
  ['the "loft"', '"the ""loft"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\rlines', '"two\rlines"'],
  ['Sea view 🌊', 'Sea view 🌊'],
  ["O'Hara", "O'Hara"],
])('quotes %j where it has to', (cell, text) => {
  expect(line(cell)).toBe(`${text}\r\n`)
})

it('tells an empty text from null', () => {
  expect(line('')).toBe('""\r\n')
  expect(line(null)).toBe('\r\n')
})

it('leaves the cell empty where Airbnb shows a dash for no value, and a name that is a dash as it is', () => {
  const columns = [
    'airbnb_internal_name',
    'conversion_rate_your_value_string',
    'conversion_rate_value_change_string',
  ]
  const row = Object.fromEntries(columns.map((name) => [name, '-']))
  expect(csvLines(columns, [row, row])).toBe('-,,\r\n-,,\r\n')
})

it.each([
  ['=HYPERLINK("https://x")', `"'=HYPERLINK(""https://x"")"`],
  ['+1+1', "'+1+1"],
  ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', `"'\rx"`],
  ['\n=1', `"'\n=1"`],
  ['＝1+1', "'＝1+1"],
])('lets no spreadsheet run %j', (cell, text) => {
  expect(line(cell)).toBe(`${text}\r\n`)
})

it.each([
  [-3, '-3'],
  [0.1, '0.1'],
  [1.5e-7, '1.5e-7'],
])('leaves the number %d one', (cell, text) => {
  expect(line(cell)).toBe(`${text}\r\n`)
})

it.each(['-3.1%', '+1,204', '-25%', '+7'])('leaves %s the number that it is', (cell) => {
  expect(line(cell)).toMatch(new RegExp(`^"?${cell.replace('+', '\\+')}"?\r\n$`))
})

it.each([
  ['airbnb_listing_id', '918273645546372819', '"=""918273645546372819"""'],
  ['airbnb_internal_name', '007', '"=""007"""'],
  ['airbnb_internal_name', '7 Sea Road', '7 Sea Road'],
  ['airbnb_internal_name', '=1+1', "'=1+1"],
  ['p3_impressions_your_value_string', '57', '57'],
  ['conversion_rate_your_value_string', '-', ''],
])('for a spreadsheet, %s %j is %s', (column, cell, text) => {
  expect(csvLines([column], [{ [column]: cell }], { forSpreadsheet: true })).toBe(`${text}\r\n`)
})
