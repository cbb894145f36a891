import { describe, expect, test } from 'vitest'
import { createSimulation } from '../../src/testing/index.ts'
import {
  behind,
  impressionsOfBookedNight,
  isBooked,
  isQuiet,
  lastNight,
  longestQuietRun,
  type MeasuredNight,
  type MeasuredWindow,
  meanBookedRun,
  measuredNights,
  measuredWindows,
  ownToSimilar,
  percentile,
  share,
  similarOnQuietNights,
  similarRatesAhead,
  similarViews,
  similarViewsAhead,
  weekendRatio,
} from './support/measured-nights.ts'
import { OBSERVED, type Observed } from './support/observed-nights.ts'

// The same time of the year as the real answers.
const SCRAPE_DAY = '2025-07-10'
const listings = createSimulation({ accounts: 12, listings: 7 }).accounts.flatMap(({ listings: all }) => all)
const nightsOfAll = listings.map((listing) => measuredNights(listing, SCRAPE_DAY))
const windowsOfAll = listings.map((listing) => measuredWindows(listing, SCRAPE_DAY))

/** The middle one of all listings. */
const middle = (property: (nights: readonly MeasuredNight[]) => number) =>
  percentile(nightsOfAll.map(property), 50)

/** The last night of each listing that is so. */
const last = (holds: (night: MeasuredNight) => boolean) =>
  nightsOfAll.map((nights) => lastNight(nights, holds))

/**
 * The value itself where it is like what was observed, or else the bound that it lies beyond. Two listings are few: the
 * middle of many may lie beside them by some part.
 */
const like = (value: number, [low, high]: Observed, slack: number) =>
  Math.min(Math.max(value, low / slack), high * slack)

test.each([
  ['page views of similar listings', similarViews, OBSERVED.similarViews, 1.25],
  ['own page views to them', ownToSimilar, OBSERVED.ownToSimilar, 1.25],
  ['weekends', weekendRatio, OBSERVED.weekendRatio, 1.1],
  ['nights without a page view', share(({ own }) => own === 0), OBSERVED.zeroNights, 1.25],
  ['quiet nights', share(isQuiet), OBSERVED.quietNights, 1.25],
  ['quiet nights in a row', longestQuietRun, OBSERVED.longestQuietRun, 1.25],
  ['similar listings on quiet nights', similarOnQuietNights, OBSERVED.similarOnQuietNights, 1.1],
  ['booked nights', share(isBooked), OBSERVED.bookedNights, 1.25],
  ['booked nights in a row', meanBookedRun, OBSERVED.meanBookedRun, 1.25],
  ['impressions before a booking', impressionsOfBookedNight, OBSERVED.impressionsOfBookedNight, 1.25],
] as const)('nights behind are like real ones: %s', (_, property, observed, slack) => {
  const value = middle(property)
  expect(value).toBe(like(value, observed, slack))
})

describe('nights ahead', () => {
  test.each(OBSERVED.similarViewsAhead)('%i to %i: page views of similar listings', (from, to, observed) => {
    const value = middle((nights) => similarViewsAhead(nights, from, to))
    expect(value).toBe(like(value, observed, 1.3))
  })

  test.each(OBSERVED.similarRatesAhead)('%i to %i: conversion of similar listings', (from, to, observed) => {
    const value = middle((nights) => similarRatesAhead(nights, from, to))
    expect(value).toBe(like(value, observed, 1.3))
  })

  test('end where nothing is counted any more', () => {
    expect(new Set(last(({ similar }) => similar > 0))).toEqual(new Set([OBSERVED.lastSimilarNight]))
    expect(Math.max(...last(({ similarRate }) => similarRate > 0))).toBe(OBSERVED.lastSimilarRate)
    const own = last((night) => night.own > 0)
    expect(Math.max(...own)).toBeLessThan(80)
    expect(percentile(own, 50)).toBe(like(percentile(own, 50), OBSERVED.lastOwnNight, 1.1))
  })
})

describe('windows of 28 nights', () => {
  const windowsBehind = windowsOfAll.flatMap((windows) => windows.filter(({ ahead }) => ahead < -28))
  const numbers: Record<keyof typeof OBSERVED.windowsBehind, (window: MeasuredWindow) => number> = {
    pageViews: ({ pageViews }) => pageViews,
    impressions: ({ impressions }) => impressions,
    conversion: ({ conversion }) => conversion ?? Number.NaN,
    similarConversion: ({ similarConversion }) => similarConversion ?? Number.NaN,
    searchRate: ({ searchRate }) => searchRate ?? Number.NaN,
    firstPageRate: ({ firstPageRate }) => firstPageRate ?? Number.NaN,
    bookings: ({ conversion, impressions }) => (conversion ?? Number.NaN) * impressions,
  }

  test.each(Object.keys(numbers) as (keyof typeof numbers)[])('behind are like real ones: %s', (name) => {
    const values = windowsBehind.map(numbers[name])
    const [low, half, high] = [10, 50, 90].map((hundredths) => percentile(values, hundredths))
    const { range, middle: inTheMiddle } = OBSERVED.windowsBehind[name]
    expect([low, half, high]).toEqual([
      like(low ?? 0, range, 1.1),
      like(half ?? 0, inTheMiddle, 1.25),
      like(high ?? 0, range, 1.1),
    ])
  })

  test('similar nights are whole numbers around a window that is exact', () => {
    const differences = windowsOfAll.flatMap((windows, at) =>
      windows.map(({ ahead, similarViews: exact }) => {
        const nights = (nightsOfAll[at] ?? []).filter(
          (night) => night.ahead >= ahead && night.ahead < ahead + 28,
        )
        return Math.abs(exact - nights.reduce((sum, { similar }) => sum + similar, 0)) / 28
      }),
    )
    const most = Math.max(...differences)
    expect(most).toBeLessThanOrEqual(1)
    expect(most).toBe(like(most, OBSERVED.roundingOfNights, 1.25))
  })

  test('the first-page rate is a number where nights behind had impressions, and else "-"', () => {
    for (const [at, windows] of windowsOfAll.entries()) {
      for (const { ahead, firstPageRate } of windows) {
        const seen = behind(nightsOfAll[at] ?? []).some(
          (night) => night.impressions > 0 && night.ahead >= ahead && night.ahead < ahead + 28,
        )
        expect(firstPageRate !== null, `${listings[at]?.listingId} ${ahead} nights ahead`).toBe(seen)
      }
    }
    const ahead = windowsOfAll.flat().filter((window) => window.ahead >= 0)
    expect(ahead.every(({ firstPageRate }) => firstPageRate === null)).toBe(true)
  })

  test('far ahead, similar listings convert so much', () => {
    const rates = windowsOfAll
      .flatMap((windows) => windows.filter(({ ahead }) => ahead === 73))
      .flatMap(({ similarConversion }) => (similarConversion === null ? [] : [similarConversion]))
    const half = percentile(rates, 50)
    expect(half).toBe(like(half, OBSERVED.similarConversionFarAhead, 1.4))
  })
})
