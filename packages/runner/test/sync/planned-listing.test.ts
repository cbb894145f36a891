import type { AccountMetric } from 'insights-store-timescale'
import { addDays, daysBetween, STORED_METRICS, sundayOf, weeksOf } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import { parseMetricChoice } from '../../src/config/metric-choice.ts'
import { newestOwnDay } from '../../src/sync/own-day.ts'
import { planListings } from '../../src/sync/planned-listing.ts'

const listing = { listingId: '999000000000000001', listingName: null, internalName: null }
const WEDNESDAY = '2026-04-15'
const ACCOUNT = '310000001'

const plan = (
  lastSyncedDay: string | null,
  options: object,
  scrapeDay: string,
  metrics: readonly AccountMetric[] = [],
) => {
  const cursors = lastSyncedDay === null ? [] : [{ listingId: listing.listingId, lastSyncedDay }]
  return planListings(ACCOUNT, [listing], { cursors, lost: [], metrics }, { scrapeDay, ...options })
}

const planFor = (
  lastSyncedDay: string | null,
  options: object = {},
  scrapeDay = WEDNESDAY,
  metrics: readonly AccountMetric[] = [],
) => {
  const [planned] = plan(lastSyncedDay, options, scrapeDay, metrics)
  if (!planned) throw new Error('Nothing was planned.')
  return planned
}

const daysOfWeek = Array.from({ length: 7 }, (_, index) => addDays(WEDNESDAY, index))

describe('a window', () => {
  test('of a listing that is up to date reaches five weeks ahead, and twelve on the one day', () => {
    const weeks = daysOfWeek.map((day) => planFor(addDays(day, -1), {}, day).weeks.length)
    expect(weeks.toSorted((left, right) => left - right)).toEqual([7, 7, 7, 7, 7, 7, 13])
  })

  test('of a listing that was never synced reaches back half a year and to the horizon ahead', () => {
    const { weeks, requests, backfill } = planFor(null)
    expect({ weeks: weeks.length, requests, backfill }).toEqual({ weeks: 37, requests: 74, backfill: true })
    expect(daysBetween(WEDNESDAY, weeks.at(-1)?.end ?? '')).toBe(80)
  })

  test('with full is that of a listing that was never synced, whatever its cursor', () => {
    expect(planFor('2026-04-14', { full: true })).toEqual(planFor(null))
  })

  test('never ends before the weeks ahead that were asked for, whatever the horizon', () => {
    expect(planFor('2026-04-14', { lookaheadWeeks: 9, horizonWeeks: 2 }).weeks.length).toBe(11)
    expect(planFor(null, { lookbackWeeks: 0, lookaheadWeeks: 3, horizonWeeks: 0 }).weeks.length).toBe(4)
  })
})

const answered = (metric: string, answeredOn: string | null): AccountMetric => ({
  metric,
  answeredOn,
  refusedOn: null,
  refusal: null,
})

const defaults = (day: string) => STORED_METRICS.map((metric) => answered(metric, day))

describe('the metrics of a listing', () => {
  const OWN_DAY = newestOwnDay(ACCOUNT, 7, WEDNESDAY)
  const TUESDAY = '2026-04-14'
  /** How many weeks each metric is asked about. */
  const weeksFor = (
    choice: string,
    lastSyncedDay: string | null,
    metrics: readonly AccountMetric[],
    scrapeDay = WEDNESDAY,
  ): Record<string, number> => {
    const [planned] = plan(lastSyncedDay, { metrics: parseMetricChoice(choice) }, scrapeDay, metrics)
    return Object.fromEntries(
      (planned?.metrics ?? []).map(({ metric, window }) => [metric, weeksOf(window).length]),
    )
  }

  test('are those with columns where nobody chose', () => {
    const { metrics, weeks, window } = planFor(TUESDAY)
    expect(metrics).toEqual(STORED_METRICS.map((metric) => ({ metric, window })))
    expect(weeks).toHaveLength(7)
  })

  test('are all that are chosen where it was never synced, however seldom they are asked for', () => {
    const known = [...defaults(TUESDAY), answered('value', TUESDAY)]
    expect(weeksFor('default,value:30', null, known)).toEqual({
      conversion_rate: 37,
      p3_impressions: 37,
      value: 37,
    })
  })

  test('go back as far as they can where one is chosen anew, and only that one', () => {
    const planned = planFor(
      TUESDAY,
      { metrics: parseMetricChoice('default,value') },
      WEDNESDAY,
      defaults(TUESDAY),
    )
    expect(planned.requests).toBe(7 + 7 + 37)
    expect(planned).toMatchObject({ backfill: false })
    expect(planned.weeks).toHaveLength(37)
  })

  test('of a database that was synced before metrics could be chosen are not asked for anew', () => {
    expect(weeksFor('default,value', TUESDAY, [])).toEqual({
      conversion_rate: 7,
      p3_impressions: 7,
      value: 37,
    })
  })

  test('of every n-th day go back to their last answers, and to the horizon ahead', () => {
    const day = addDays(OWN_DAY, 35)
    const known = [...defaults(addDays(day, -1)), answered('value', addDays(day, -30))]
    const choice = { metrics: parseMetricChoice('default,value:30') }
    const { metrics, window } = planFor(addDays(day, -1), choice, day, known)
    // A week before the day after the last answers, where a sync of each day would have begun.
    expect(window.start).toBe(sundayOf(addDays(day, -36)))
    expect(daysBetween(day, window.end)).toBeGreaterThan(75)
    expect(metrics.find(({ metric }) => metric === 'value')?.window).toEqual(window)
  })

  test('with columns share their nights: what one of them lacks, all are asked about', () => {
    const known = [answered('p3_impressions', TUESDAY)]
    expect(weeksFor('default', TUESDAY, known)).toEqual({ conversion_rate: 37, p3_impressions: 37 })
  })

  test('are owed by a listing that was not stored when the others were asked for them', () => {
    const day = addDays(OWN_DAY, 1)
    const known = [...defaults(OWN_DAY), answered('value', OWN_DAY)]
    expect(weeksFor('default,value:7', OWN_DAY, known, day)).not.toHaveProperty('value')
    expect(weeksFor('default,value:7', addDays(OWN_DAY, -1), known, day)).toHaveProperty('value')
  })

  test('do not go further back day by day because another listing keeps the run from its end', () => {
    const known = defaults(addDays(WEDNESDAY, -40))
    expect(weeksFor('default', TUESDAY, known)).toEqual({ conversion_rate: 7, p3_impressions: 7 })
  })

  test('are none where nothing is due: then the listing is left out', () => {
    const day = addDays(OWN_DAY, 1)
    expect(plan(OWN_DAY, { metrics: parseMetricChoice('default:7') }, day, defaults(OWN_DAY))).toEqual([])
  })
})
