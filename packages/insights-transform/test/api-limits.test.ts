import * as fc from 'fast-check'
import { API_LIMITS, addDays, daysBetween, MAX_LOOKAHEAD_WEEKS, pollWindow } from 'insights-transform'
import { expect, test } from 'vitest'
import { calendarDate } from './support/calendar-date-arbitrary.ts'

const lag = fc.integer({ min: 1, max: 3 })

test('the limits are what was observed', () => {
  expect(API_LIMITS).toEqual({
    oldestDay: -180,
    newestDay: 182,
    lastCountedNight: 87,
    longestDailyChart: 28,
    shortestChart: 2,
  })
})

test('the last of 12 weeks ahead has a night with numbers, whatever the weekday and the lag of the base day', () => {
  expect(MAX_LOOKAHEAD_WEEKS).toBe(12)
  fc.assert(
    fc.property(calendarDate(), lag, (scrapeDay, days) => {
      const { end } = pollWindow({ scrapeDay, lookaheadWeeks: MAX_LOOKAHEAD_WEEKS })
      const lastSunday = addDays(end, -6)
      expect(daysBetween(addDays(scrapeDay, -days), lastSunday)).toBeLessThanOrEqual(87)
    }),
  )
})

test('a 13th week would have none on some days: from a Sunday, with a base day of the day before', () => {
  // 2025-07-13 is a Sunday.
  const lastSunday = addDays('2025-07-13', 7 * 13)
  expect(daysBetween('2025-07-12', lastSunday)).toBeGreaterThan(87)
})
