import * as fc from 'fast-check'
import { addDays, daysBetween, isCalendarDate, utcDateOf } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { calendarDate } from './support/calendar-date-arbitrary.ts'

const DAY_MS = 86_400_000

describe('addDays', () => {
  it.each([
    ['2025-07-14', -175, '2025-01-20'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-02-28', 1, '2025-03-01'],
    ['2100-02-28', 1, '2100-03-01'],
    ['2000-02-28', 1, '2000-02-29'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2025-01-01', -366, '2024-01-01'],
    ['1970-01-01', 0, '1970-01-01'],
    ['2000-03-01', -1, '2000-02-29'],
  ])('%s %i days on is %s', (from, days, to) => {
    expect(addDays(from, days)).toBe(to)
  })

  it('takes parts', () => {
    expect(addDays({ year: 2025, month: 12, day: 31 }, 1)).toBe('2026-01-01')
  })

  it('is undone by daysBetween and by the opposite', () => {
    fc.assert(
      fc.property(calendarDate(), fc.integer({ min: -40_000, max: 40_000 }), (date, days) => {
        const later = addDays(date, days)
        expect(isCalendarDate(later)).toBe(true)
        expect(daysBetween(date, later)).toBe(days)
        expect(addDays(later, -days)).toBe(date)
      }),
    )
  })

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d days', (days) => {
    expect(() => addDays('2025-07-14', days)).toThrow(new RangeError(`days must be an integer: ${days}`))
  })

  it.each([
    ['9999-12-31', 1],
    ['0001-01-01', -1],
    ['2025-07-14', Number.MAX_SAFE_INTEGER],
  ])('refuses to leave the years that can be written (%s, %i)', (date, days) => {
    expect(() => addDays(date, days)).toThrow(/is outside years 1 to 9999/)
  })
})

describe('daysBetween', () => {
  it('counts as UTC does', () => {
    fc.assert(
      fc.property(calendarDate(), calendarDate(), (from, to) => {
        expect(daysBetween(from, to)).toBe((Date.parse(to) - Date.parse(from)) / DAY_MS)
      }),
    )
  })

  it('refuses what is no day', () => {
    expect(() => daysBetween('2025-07-14', '2025-07-32')).toThrow(RangeError)
  })
})

describe('utcDateOf', () => {
  it.each([
    ['2025-07-14T00:00:00.000Z', '2025-07-14'],
    ['2025-07-14T23:59:59.999Z', '2025-07-14'],
    ['2025-07-14T23:30:00-02:00', '2025-07-15'],
    ['0001-01-01T00:00:00Z', '0001-01-01'],
  ])('the day of %s in UTC is %s', (instant, day) => {
    expect(utcDateOf(new Date(instant))).toBe(day)
  })

  it.each(['+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', 'never'])('refuses %s', (instant) => {
    expect(() => utcDateOf(new Date(instant))).toThrow(RangeError)
  })
})
