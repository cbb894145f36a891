import { describe, expect, test } from 'vitest'
import { confirmsBaseDay, guessedBaseDay, measuredBaseDay } from '../../src/sync/base-day.ts'
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

describe('an answer confirms a base day', () => {
  test('when both ends name it', () => {
    expect(confirmsBaseDay({ kind: 'agreed', baseDay: '2026-04-12' }, '2026-04-12')).toBe(true)
    expect(confirmsBaseDay({ kind: 'agreed', baseDay: '2026-04-13' }, '2026-04-12')).toBe(false)
  })

  test('when one end names it and days are missing at the other', () => {
    const reading = { kind: 'disagreed', fromFirst: '2026-04-20', fromLast: '2026-04-12' } as const
    expect(confirmsBaseDay(reading, '2026-04-12')).toBe(true)
    expect(confirmsBaseDay(reading, '2026-04-13')).toBe(false)
  })

  test('never when it is empty', () => {
    expect(confirmsBaseDay({ kind: 'none', reason: 'empty' }, '2026-04-12')).toBe(false)
  })
})
