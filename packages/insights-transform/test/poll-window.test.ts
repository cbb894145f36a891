import * as fc from 'fast-check'
import { addDays, daysBetween, type PollWindowOptions, pollWindow } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { calendarDate } from './support/calendar-date-arbitrary.ts'

// 2025-01-05 was a Sunday.
const weekday = (date: string) => ((daysBetween('2025-01-05', date) % 7) + 7) % 7
const sundayOnOrBefore = (date: string) => addDays(date, -weekday(date))

describe('pollWindow, backfill', () => {
  it('begins on the Sunday on or before 25 weeks ago: 2025-07-14 from 2025-01-19', () => {
    expect(pollWindow({ scrapeDay: '2025-07-14' })).toEqual({ start: '2025-01-19', end: '2025-08-23' })
  })

  it.each([
    ['Sunday', '2025-07-13', '2025-01-19', 175],
    ['Monday', '2025-07-14', '2025-01-19', 176],
    ['Tuesday', '2025-07-15', '2025-01-19', 177],
    ['Wednesday', '2025-07-16', '2025-01-19', 178],
    ['Thursday', '2025-07-17', '2025-01-19', 179],
    ["Friday, whose 180 days stay, as the cap's own", '2025-07-18', '2025-01-19', 180],
    ['Saturday, whose 181 days become 174', '2025-07-19', '2025-01-26', 174],
  ])('on a %s', (_, scrapeDay, start, daysBack) => {
    expect(pollWindow({ scrapeDay })).toEqual({ start, end: '2025-08-23' })
    expect(daysBetween(start, scrapeDay)).toBe(daysBack)
  })

  it('reads null like no last synced day', () => {
    expect(pollWindow({ scrapeDay: '2025-07-14', lastSyncedDay: null })).toEqual(
      pollWindow({ scrapeDay: '2025-07-14' }),
    )
  })

  it('takes parts', () => {
    expect(pollWindow({ scrapeDay: { year: 2025, month: 7, day: 14 } }).start).toBe('2025-01-19')
  })
})

describe('pollWindow, incremental', () => {
  it.each([
    ['yesterday', '2025-07-13', '2025-07-06'],
    ['the scrape day, a second sync of the day', '2025-07-14', '2025-07-06'],
    ['a day still to come', '2025-07-20', '2025-07-06'],
    ['the day before the week', '2025-07-11', '2025-06-29'],
    ['four weeks ago', '2025-06-16', '2025-06-08'],
    ['the last Saturday of a gap', '2025-06-14', '2025-06-08'],
    ['so long ago that the cap applies', '2025-01-01', '2025-01-19'],
  ])('last synced %s (%s): from %s', (_, lastSyncedDay, start) => {
    expect(pollWindow({ scrapeDay: '2025-07-14', lastSyncedDay })).toEqual({ start, end: '2025-08-23' })
  })

  it('begins where the run of the first missed day would have begun', () => {
    fc.assert(
      fc.property(calendarDate(), fc.integer({ min: 1, max: 160 }), (lastSyncedDay, gap) => {
        const scrapeDay = addDays(lastSyncedDay, gap)
        const firstMissed = addDays(lastSyncedDay, 1)
        expect(pollWindow({ scrapeDay, lastSyncedDay }).start).toBe(
          pollWindow({ scrapeDay: firstMissed, lastSyncedDay }).start,
        )
      }),
    )
  })

  it('asks again for the last week before the last sync, and leaves no gap', () => {
    fc.assert(
      fc.property(calendarDate(), fc.integer({ min: 0, max: 165 }), (lastSyncedDay, gap) => {
        const { start } = pollWindow({ scrapeDay: addDays(lastSyncedDay, gap), lastSyncedDay })
        expect(daysBetween(start, lastSyncedDay)).toBeGreaterThanOrEqual(6)
      }),
    )
  })
})

describe('pollWindow, ahead', () => {
  it.each([
    ['Saturday, whose twelfth week ends 84 days later', '2025-07-19', '2025-10-11', 84],
    ['Friday, whose twelfth week would end 85 days later', '2025-07-18', '2025-10-04', 78],
    ['Sunday', '2025-07-13', '2025-10-04', 83],
  ])('ends with the last week that has numbers to its end: on a %s', (_, scrapeDay, end, daysAhead) => {
    expect(pollWindow({ scrapeDay, lookaheadWeeks: 12 }).end).toBe(end)
    expect(daysBetween(scrapeDay, end)).toBe(daysAhead)
  })
})

describe('pollWindow, whatever the options', () => {
  const options: fc.Arbitrary<PollWindowOptions & { scrapeDay: string; lastSyncedDay: string | null }> = fc
    .record({
      scrapeDay: calendarDate(),
      sinceLastSync: fc.option(fc.integer({ min: -10, max: 400 })),
      lookbackWeeks: fc.integer({ min: 0, max: 60 }),
      minLookbackWeeks: fc.integer({ min: 0, max: 10 }),
      lookaheadWeeks: fc.integer({ min: 0, max: 12 }),
      maxLookbackDays: fc.integer({ min: 6, max: 400 }),
    })
    .map(({ sinceLastSync, ...rest }) => ({
      ...rest,
      lastSyncedDay: sinceLastSync === null ? null : addDays(rest.scrapeDay, -sinceLastSync),
    }))

  it('runs from a Sunday to a Saturday and holds the scrape day', () => {
    fc.assert(
      fc.property(options, (given) => {
        const { start, end } = pollWindow(given)
        expect(weekday(start)).toBe(0)
        expect(weekday(end)).toBe(6)
        expect(start <= given.scrapeDay).toBe(true)
        expect(end >= given.scrapeDay).toBe(true)
      }),
    )
  })

  it('never begins before the cap, and moves at most to the next Sunday because of it', () => {
    fc.assert(
      fc.property(options, (given) => {
        const { start } = pollWindow(given)
        const uncapped = pollWindow({ ...given, maxLookbackDays: 10_000 }).start
        const cap = addDays(given.scrapeDay, -(given.maxLookbackDays ?? 180))
        expect(start >= cap).toBe(true)
        expect(start).toBe(uncapped >= cap ? uncapped : sundayOnOrBefore(addDays(cap, 6)))
      }),
    )
  })

  it('ends on the Saturday of the week of the scrape day, lookaheadWeeks later, or the last that has numbers', () => {
    fc.assert(
      fc.property(options, (given) => {
        const saturday = addDays(sundayOnOrBefore(given.scrapeDay), 6)
        const wanted = addDays(saturday, 7 * (given.lookaheadWeeks ?? 5))
        const { end } = pollWindow(given)
        const daysAhead = daysBetween(given.scrapeDay, wanted)
        expect(end).toBe(daysAhead <= 84 ? wanted : addDays(wanted, -7))
      }),
    )
  })
})

describe('pollWindow, bad arguments', () => {
  it.each<[Partial<PollWindowOptions>, string]>([
    [{ scrapeDay: '2025-02-30' }, 'not a calendar date (YYYY-MM-DD): "2025-02-30"'],
    [{ lastSyncedDay: 'never' }, 'not a calendar date (YYYY-MM-DD): "never"'],
    [{ lookbackWeeks: -1 }, 'lookbackWeeks must be an integer of at least 0: -1'],
    [{ minLookbackWeeks: 0.5 }, 'minLookbackWeeks must be an integer of at least 0: 0.5'],
    [{ lookaheadWeeks: Number.NaN }, 'lookaheadWeeks must be an integer from 0 to 12: NaN'],
    [{ lookaheadWeeks: -1 }, 'lookaheadWeeks must be an integer from 0 to 12: -1'],
    [{ lookaheadWeeks: 13 }, 'lookaheadWeeks must be an integer from 0 to 12: 13'],
    [{ maxLookbackDays: 5 }, 'maxLookbackDays must be an integer of at least 6: 5'],
  ])('refuses %j', (given, message) => {
    expect(() => pollWindow({ scrapeDay: '2025-07-14', ...given })).toThrow(new RangeError(message))
  })
})
