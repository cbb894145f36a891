import { describe, expect, test } from 'vitest'
import { allowsBaseDay, guessedBaseDay, isSameReading, measuredBaseDay } from '../../src/sync/base-day.ts'
import { BaseDayOutOfRangeError } from '../../src/sync/sync-errors.ts'

test('the guess before the first answer is three days before the scrape day', () => {
  expect(guessedBaseDay('2026-03-02')).toEqual({ day: '2026-02-27', measured: false })
})

describe('a measured base day', () => {
  test.each(['2026-04-08', '2026-04-15', '2026-04-16'])('%s is near enough to 2026-04-15', (day) => {
    expect(measuredBaseDay(day, '2026-04-15')).toEqual({ day, measured: true })
  })

  test.each(['2026-04-07', '2026-04-17', '2025-04-15'])('%s is not, and says what to check', (day) => {
    expect(() => measuredBaseDay(day, '2026-04-15')).toThrow(BaseDayOutOfRangeError)
    expect(() => measuredBaseDay(day, '2026-04-15')).toThrow(/--scrape-day/)
  })
})

const agreed = { kind: 'agreed', baseDay: '2026-04-12' } as const
const missingDays = { kind: 'disagreed', fromFirst: '2026-04-20', fromLast: '2026-04-12' } as const
const empty = { kind: 'none', reason: 'empty' } as const

describe('an answer allows a base day', () => {
  test('when both ends name it', () => {
    expect(allowsBaseDay(agreed, '2026-04-12')).toBe(true)
    expect(allowsBaseDay(agreed, '2026-04-13')).toBe(false)
  })

  test('when days are missing, at either end or at both, and all others lie within what was asked', () => {
    expect(allowsBaseDay(missingDays, '2026-04-12')).toBe(true)
    expect(allowsBaseDay({ ...missingDays, fromLast: '2026-04-05' }, '2026-04-12')).toBe(true)
    expect(allowsBaseDay(missingDays, '2026-04-11')).toBe(false)
    expect(allowsBaseDay(missingDays, '2026-04-21')).toBe(false)
  })

  test('when it says nothing', () => {
    expect(allowsBaseDay(empty, '2026-04-12')).toBe(true)
  })
})

test('two answers to one request are the same when they name the same days, and never when one is empty', () => {
  expect(isSameReading(agreed, { ...agreed })).toBe(true)
  expect(isSameReading(missingDays, { ...missingDays })).toBe(true)
  expect(isSameReading(agreed, missingDays)).toBe(false)
  expect(isSameReading(missingDays, { ...missingDays, fromLast: '2026-04-13' })).toBe(false)
  expect(isSameReading(empty, empty)).toBe(false)
})
