import * as fc from 'fast-check'
import { addDays, daysBetween, sundayOf, weeksOf } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { windowDays } from '../src/date-window.ts'
import { calendarDate } from './support/calendar-date-arbitrary.ts'

const weekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay()
const windows = fc
  .tuple(calendarDate(), fc.integer({ min: 0, max: 400 }))
  .map(([start, days]) => ({ start, end: addDays(start, days) }))

describe('sundayOf', () => {
  it.each([
    ['2025-07-13', '2025-07-13'],
    ['2025-07-14', '2025-07-13'],
    ['2025-07-19', '2025-07-13'],
    ['2025-01-01', '2024-12-29'],
    ['1969-12-31', '1969-12-28'],
  ])('%s is in the week from %s', (date, sunday) => {
    expect(sundayOf(date)).toBe(sunday)
  })

  it('is the Sunday at most six days before', () => {
    fc.assert(
      fc.property(calendarDate(), (date) => {
        expect(weekday(sundayOf(date))).toBe(0)
        expect(daysBetween(sundayOf(date), date)).toBe(weekday(date))
      }),
    )
  })

  it('takes parts and refuses what is no day', () => {
    expect(sundayOf({ year: 2024, month: 3, day: 1 })).toBe('2024-02-25')
    expect(() => sundayOf('2025-02-29')).toThrow(
      new RangeError('not a calendar date (YYYY-MM-DD): "2025-02-29"'),
    )
  })
})

describe('windowDays', () => {
  it.each([
    ['2025-03-02', '2025-03-02', 1],
    ['2025-03-02', '2025-03-08', 7],
    ['2024-02-28', '2024-03-01', 3],
  ])('%s…%s has both its ends: %i', (start, end, days) => {
    expect(windowDays({ start, end })).toBe(days)
  })

  it('refuses a window that ends before it begins', () => {
    expect(() => windowDays({ start: { year: 2025, month: 3, day: 2 }, end: '2025-03-01' })).toThrow(
      new RangeError('the window 2025-03-02…2025-03-01 ends before it begins'),
    )
  })
})

describe('weeksOf', () => {
  it('gives the whole weeks that a window touches', () => {
    expect(weeksOf({ start: '2025-03-08', end: '2025-03-16' })).toEqual([
      { start: '2025-03-02', end: '2025-03-08' },
      { start: '2025-03-09', end: '2025-03-15' },
      { start: '2025-03-16', end: '2025-03-22' },
    ])
    expect(weeksOf({ start: '2025-03-05', end: '2025-03-05' })).toEqual([
      { start: '2025-03-02', end: '2025-03-08' },
    ])
  })

  it('cuts the poll window of a backfill into 31 weeks', () => {
    expect(weeksOf({ start: '2025-01-19', end: '2025-08-23' })).toHaveLength(31)
  })

  it('covers every window, one week after another, each from a Sunday to a Saturday', () => {
    fc.assert(
      fc.property(windows, (window) => {
        const weeks = weeksOf(window)
        expect(weeks.map(({ start }) => weekday(start))).toEqual(weeks.map(() => 0))
        expect(weeks.map(windowDays)).toEqual(weeks.map(() => 7))
        expect(weeks.slice(1).map(({ start }) => start)).toEqual(
          weeks.slice(0, -1).map(({ end }) => addDays(end, 1)),
        )
        expect(weeks[0]?.start).toBe(sundayOf(window.start))
        expect(weeks.at(-1)?.start).toBe(sundayOf(window.end))
      }),
    )
  })

  it('refuses a window that ends before it begins', () => {
    expect(() => weeksOf({ start: '2025-03-02', end: '2025-03-01' })).toThrow(
      new RangeError('the window 2025-03-02…2025-03-01 ends before it begins'),
    )
  })
})
