import { addDays, type CalendarDate } from 'insights-transform'
import { type NumberedListing, simulatedValue, simulatedWindowMetrics } from '../../../src/simulator/index.ts'

/** A night of a listing as a chart shows it. */
export interface MeasuredNight {
  /** How many nights after the scrape day. */
  ahead: number
  weekday: number
  own: number
  similar: number
  ownRate: number
  similarRate: number
  impressions: number
}

/** A window of 28 nights as charts show it; rates are `null` where they are "-". */
export interface MeasuredWindow {
  /** How many nights after the scrape day it begins. */
  ahead: number
  pageViews: number
  impressions: number
  similarViews: number
  conversion: number | null
  similarConversion: number | null
  firstPageRate: number | null
  searchRate: number | null
}

/** The nights that a backfill asks for: 179 behind and 181 ahead. */
export function measuredNights(listing: NumberedListing, scrapeDay: CalendarDate): MeasuredNight[] {
  return Array.from({ length: 361 }, (_, index) => {
    const ahead = index - 179
    const night = addDays(scrapeDay, ahead)
    const value = (
      metric: 'p3_impressions' | 'p2_impressions' | 'conversion_rate',
      series: 'your' | 'similar',
    ) => simulatedValue({ ...listing, metric, series, night, knownOn: scrapeDay }) ?? Number.NaN
    return {
      ahead,
      weekday: new Date(night).getUTCDay(),
      own: value('p3_impressions', 'your'),
      similar: value('p3_impressions', 'similar'),
      ownRate: value('conversion_rate', 'your'),
      similarRate: value('conversion_rate', 'similar'),
      impressions: value('p2_impressions', 'your'),
    }
  })
}

/** The windows of 28 nights that hold them: the sixth one is the last behind. */
export function measuredWindows(listing: NumberedListing, scrapeDay: CalendarDate): MeasuredWindow[] {
  return Array.from({ length: 12 }, (_, index) => {
    const ahead = index * 28 - 179
    const window = { start: addDays(scrapeDay, ahead), end: addDays(scrapeDay, ahead + 27) }
    const asked = { listings: listing, window, knownOn: scrapeDay, comparison: 'MARKET' } as const
    const [views, impressions] = simulatedWindowMetrics({ ...asked, metric: 'p3_impressions' })
    const [conversion, firstPage, search] = simulatedWindowMetrics({ ...asked, metric: 'conversion_rate' })
    return {
      ahead,
      pageViews: views?.value ?? Number.NaN,
      impressions: impressions?.value ?? Number.NaN,
      similarViews: (views?.value ?? Number.NaN) - (views?.valueChange ?? Number.NaN),
      conversion: conversion?.value ?? null,
      similarConversion:
        conversion?.value == null || conversion.valueChange === null
          ? null
          : conversion.value - conversion.valueChange,
      firstPageRate: firstPage?.value ?? null,
      searchRate: search?.value ?? null,
    }
  })
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The value that so many hundredths of all values are not above. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * hundredths) / 100))] ?? Number.NaN
}

type Nights = readonly MeasuredNight[]
type Holds = (night: MeasuredNight) => boolean

export const isQuiet: Holds = ({ own }) => own <= 2
export const isBooked: Holds = ({ ownRate }) => ownRate > 0

export const behind = (nights: Nights): Nights => nights.filter(({ ahead }) => ahead < 0)
const between = (nights: Nights, from: number, to: number): Nights =>
  nights.filter(({ ahead }) => ahead >= from && ahead <= to)

const similarViewsOf = (nights: Nights): number => mean(nights.map(({ similar }) => similar))

/** Similar listings' mean page views of a night behind. */
export const similarViews = (nights: Nights): number => similarViewsOf(behind(nights))

/** The mean of own page views of a night behind, to that of similar listings. */
export const ownToSimilar = (nights: Nights): number =>
  mean(behind(nights).map(({ own }) => own)) / similarViews(nights)

/** Similar listings' mean page views of Friday and Saturday nights behind, to those of Sunday to Wednesday nights. */
export const weekendRatio = (nights: Nights): number =>
  similarViewsOf(behind(nights).filter(({ weekday }) => weekday > 4)) /
  similarViewsOf(behind(nights).filter(({ weekday }) => weekday < 4))

/** Similar listings' mean page views of quiet nights behind, to those of all other nights. */
export const similarOnQuietNights = (nights: Nights): number =>
  similarViewsOf(behind(nights).filter(isQuiet)) /
  similarViewsOf(behind(nights).filter((night) => !isQuiet(night)))

/** The share of the nights behind that are so. */
export const share =
  (holds: Holds) =>
  (nights: Nights): number =>
    behind(nights).filter(holds).length / behind(nights).length

/** How many nights behind are booked in a row, on average. */
export const meanBookedRun = (nights: Nights): number => mean(runsOf(behind(nights), isBooked))

/** How many nights behind are quiet in a row, at most. */
export const longestQuietRun = (nights: Nights): number => Math.max(0, ...runsOf(behind(nights), isQuiet))

/** First-page impressions of the booked nights behind: half of them have fewer. */
export const impressionsOfBookedNight = (nights: Nights): number =>
  percentile(
    behind(nights)
      .filter(isBooked)
      .map(({ impressions }) => impressions),
    50,
  )

/** Similar listings' mean page views of nights ahead, to those of the 30 nights up to tonight. */
export const similarViewsAhead = (nights: Nights, from: number, to: number): number =>
  similarViewsOf(between(nights, from, to)) / similarViewsOf(between(nights, -29, 0))

/** Similar listings' mean conversion of nights ahead. */
export const similarRatesAhead = (nights: Nights, from: number, to: number): number =>
  mean(between(nights, from, to).map(({ similarRate }) => similarRate))

/** How far ahead the last night is that is so. */
export const lastNight = (nights: Nights, holds: Holds): number => nights.findLast(holds)?.ahead ?? Number.NaN

function runsOf(nights: Nights, holds: Holds): number[] {
  const runs: number[] = []
  let run = 0
  for (const night of nights) {
    if (holds(night)) run += 1
    else if (run > 0) {
      runs.push(run)
      run = 0
    }
  }
  return run > 0 ? [...runs, run] : runs
}
