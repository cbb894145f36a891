import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { styleFor } from '../../src/output/style.ts'
import { type Column, renderTable } from '../../src/output/table.ts'

interface Listing {
  id: string
  name: string | null
  rows: number
}

const listings: Listing[] = [
  { id: '900000000000000799', name: '🏡 Maison d’Été — 海の家 👩‍👩‍👧', rows: 12 },
  { id: '7', name: 'Loft', rows: 1234 },
  { id: '8', name: null, rows: 0 },
]
const columns: Column<Listing>[] = [
  { heading: 'Listing', text: ({ id }) => id },
  { heading: 'Name', text: ({ name }) => name, shrinks: true },
  { heading: 'Rows', text: ({ rows }) => rows, align: 'right' },
]
const plain = styleFor({ write: () => true }, {})
const coloured = styleFor({ write: () => true }, { FORCE_COLOR: '1' })

it('keeps columns aligned beside emoji and wide letters', () => {
  const lines = renderTable(listings, columns, { width: undefined, style: plain }).split('\n')
  expect(lines).toHaveLength(4)
  expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1)
  expect(lines[1]).toContain('🏡 Maison d’Été — 海の家 👩‍👩‍👧')
  expect(lines[3]).toMatch(/^8 +– +0$/)
})

it('fits the terminal by shortening the columns that may shrink, never an id', () => {
  const lines = renderTable(listings, columns, { width: 40, style: plain }).split('\n')
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40)
  expect(lines[1]).toContain('900000000000000799')
  expect(lines[1]).toContain('…')
})

it('leaves columns that may yield out of a narrow terminal, and no more of them than it must', () => {
  const yielding = columns.map((column) => ({ ...column, yields: column.heading !== 'Listing' }))
  const headings = (width: number | undefined) =>
    renderTable(listings, yielding, { width, style: plain }).split('\n')[0]?.split(/ +/)
  expect(headings(undefined)).toEqual(['Listing', 'Name', 'Rows'])
  expect(headings(40)).toEqual(['Listing', 'Name', 'Rows'])
  expect(headings(30)).toEqual(['Listing', 'Rows'])
  expect(headings(20)).toEqual(['Listing'])
})

it('colours without moving anything', () => {
  const toned = columns.map((column) => ({ ...column, tone: () => 'good' as const }))
  const lines = renderTable(listings, toned, { width: undefined, style: coloured }).split('\n')
  expect(lines[0]).toContain('\u001b[1mListing\u001b[22m')
  expect(lines[2]).toContain('\u001b[32mLoft\u001b[39m')
  expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1)
})

it('takes line breaks and control characters out of names', () => {
  const hostile = [{ id: '1', name: 'a\nb\u001b[2Jc', rows: 1 }]
  expect(renderTable(hostile, columns, { width: undefined, style: plain }).split('\n')[1]).toMatch(
    /^1 +a b\[2Jc/,
  )
})
