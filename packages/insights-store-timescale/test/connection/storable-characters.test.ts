import { expect, it } from 'vitest'
import { lossyEncoding, storableIn } from '../../src/connection/storable-characters.ts'

it.each([
  ['LATIN1', 'Zürich ÿ 🏡 €5 Łódź', 'Zürich ÿ ? ?5 ?ód?'],
  ['LATIN2', 'Łódź é €', 'Łódź é ?'],
  ['LATIN9', 'Zürich €5 🏡', 'Zürich €5 ?'],
  ['WIN1252', 'Zürich – €5 🏡', 'Zürich – €5 ?'],
  ['KOI8R', 'Дача é', 'Дача ?'],
  ['EUC_JP', 'Loft 海', 'Loft ?'],
])('%s keeps what it has', (encoding, text, stored) => {
  expect(storableIn(encoding)?.text(text)).toBe(stored)
})

it.each(['UTF8', 'SQL_ASCII'])('%s holds everything', (encoding) => {
  expect(lossyEncoding(encoding)).toBe(null)
  expect(storableIn(null)).toBe(null)
})

it('reaches into arrays, and leaves what is no text', () => {
  const day = new Date(0)
  expect(storableIn('LATIN1')?.values(['🏡', ['é', null, '€'], 5, day, null])).toEqual([
    '?',
    ['é', null, '?'],
    5,
    day,
    null,
  ])
})
