import * as fc from 'fast-check'
import { dateFromRelativeDs, guessBaseDay, relativeDs } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { calendarDate } from './support/calendar-date-arbitrary.ts'

describe('relativeDs', () => {
  it.each([
    ['2025-01-12', '2025-07-09', -178],
    ['2025-07-09', '2025-07-09', 0],
    ['2025-07-14', '2025-07-11', 3],
  ])('%s from the base day %s is %i', (date, baseDay, days) => {
    expect(relativeDs(date, baseDay)).toBe(days)
  })

  it('is undone by dateFromRelativeDs', () => {
    fc.assert(
      fc.property(calendarDate(), calendarDate(), (date, baseDay) => {
        expect(dateFromRelativeDs(relativeDs(date, baseDay), baseDay)).toBe(date)
      }),
    )
  })

  it('refuses what is no day, and its inverse what is no whole number', () => {
    expect(() => relativeDs('2025-02-29', '2025-07-09')).toThrow(RangeError)
    expect(() => dateFromRelativeDs(1.5, '2025-07-09')).toThrow(RangeError)
  })
})

describe('guessBaseDay', () => {
  it('is three days before the scrape day, across a leap day', () => {
    expect(guessBaseDay('2024-03-02')).toBe('2024-02-28')
  })
})
