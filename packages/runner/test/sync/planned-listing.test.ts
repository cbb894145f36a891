import { addDays, daysBetween } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import { looksToHorizonOn, planListings } from '../../src/sync/planned-listing.ts'

const listing = { listingId: '999000000000000001', listingName: null, internalName: null }
const WEDNESDAY = '2026-04-15'

const planFor = (lastSyncedDay: string | null, options: object = {}, scrapeDay = WEDNESDAY) => {
  const cursors = lastSyncedDay === null ? [] : [{ listingId: listing.listingId, lastSyncedDay }]
  const [planned] = planListings('310000001', [listing], { cursors, lost: [] }, { scrapeDay, ...options })
  if (!planned) throw new Error('Nothing was planned.')
  return planned
}

const daysOfWeek = Array.from({ length: 7 }, (_, index) => addDays(WEDNESDAY, index))

describe('the day of seven on which a sync looks to the horizon', () => {
  test('is one of any seven days in a row, always the same for an account', () => {
    for (const accountId of ['1', '310000001', '310000002', '98765432109']) {
      const [day, ...others] = daysOfWeek.filter((each) => looksToHorizonOn(accountId, each))
      expect(others).toEqual([])
      expect(looksToHorizonOn(accountId, addDays(day ?? '', 7 * 52))).toBe(true)
    }
  })

  test('is spread over the accounts', () => {
    const counts = new Map<string, number>()
    for (let account = 310_000_000; account < 310_000_700; account++) {
      const day = daysOfWeek.find((each) => looksToHorizonOn(String(account), each)) ?? ''
      counts.set(day, (counts.get(day) ?? 0) + 1)
    }
    expect(counts.size).toBe(7)
    for (const count of counts.values()) expect(count).toBeGreaterThan(60)
  })
})

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
