import { weekday } from './calendar.ts'
import { drawBetween, mix } from './integer-hash.ts'
import type { Subject } from './listing-subject.ts'
import { ripe } from './ripening.ts'

/** Percent of an average day, Sunday … Saturday. */
const WEEKDAY_PERCENT = [104, 88, 86, 90, 99, 116, 117] as const
const DAYS_PER_YEAR = 365.25
/** Day 196 of a year, mid July, is the height of the season. */
const SEASON_HEIGHT = 196

/** Keeps the draws of one day apart from each other. */
const SALT = {
  searches: 11,
  views: 12,
  bookings: 13,
  all: 14,
  stay: 15,
  rate: 16,
  review: 17,
  viewRate: 18,
  bookingRate: 19,
} as const

/** The booking funnel of one day: each count is at most the one before it. */
export interface Funnel {
  searchImpressions: number
  firstPageImpressions: number
  pageViews: number
  bookings: number
}

/** The funnel of a day as it is known `age` days later. */
export function funnelOf(subject: Subject, day: number, age: number): Funnel {
  const draw = mix(subject.hash, day)
  const percent = (WEEKDAY_PERCENT[weekday(day)] ?? 100) * seasonPercent(day)
  const noise = drawBetween(mix(draw, SALT.searches), 82, 118)
  const firstPage = Math.floor((subject.units * subject.dailyImpressions * percent * noise) / 1_000_000)
  const all = Math.floor((firstPage * drawBetween(mix(draw, SALT.all), 118, 165)) / 100)
  // Rates have their good and bad days too, or the sum of many listings would be a flat line.
  const viewRate = subject.pageViewsPerMille * drawBetween(mix(draw, SALT.viewRate), 84, 116)
  const bookingRate = subject.bookingsPer10000Views * drawBetween(mix(draw, SALT.bookingRate), 62, 138)
  const views = chance(firstPage * viewRate, 100_000, mix(draw, SALT.views))
  const bookings = chance(views * bookingRate, 1_000_000, mix(draw, SALT.bookings))
  return {
    searchImpressions: ripe(all, age),
    firstPageImpressions: ripe(firstPage, age),
    pageViews: ripe(views, age),
    bookings: ripe(bookings, age),
  }
}

/** The nights of one day: how many could be booked, how many were, and for how much altogether. */
export interface Nights {
  available: number
  occupied: number
  rateCents: number
}

/** The nights of a day as they are known `age` days later. */
export function nightsOf(subject: Subject, day: number, age: number): Nights {
  const draw = mix(mix(subject.hash, day), SALT.stay)
  const weekend = weekday(day) >= 5 ? 12 : 0
  const occupied = ripe(chance(subject.units * (subject.occupancyPercent + weekend), 100, draw), age)
  const rate = subject.nightlyRateCents + weekend * 120 + drawBetween(mix(draw, SALT.rate), 0, 1_500)
  return { available: subject.units, occupied, rateCents: occupied * rate }
}

/** The reviews of one day in one rating category, and how many of them gave five stars. */
export interface Reviews {
  reviews: number
  fiveStars: number
}

/** The reviews of a day as they are known `age` days later. */
export function reviewsOf(subject: Subject, day: number, age: number, category: number): Reviews {
  const draw = mix(mix(subject.hash, day), SALT.review)
  const reviews = chance(subject.units * 30, 100, draw)
  const share = drawBetween(mix(subject.hash, 40 + category), 72, 97)
  const fiveStars = chance(reviews * share, 100, mix(draw, category))
  return { reviews: ripe(reviews, age), fiveStars: ripe(fiveStars, age) }
}

/** A part of a day's count, such as the bookings of guests who were there before. */
export function partOf(subject: Subject, day: number, count: number, percent: number, salt: number): number {
  return chance(count * percent, 100, mix(mix(subject.hash, day), salt))
}

/** What one booking of a day is worth on average, such as its nights. */
export function perBooking(subject: Subject, day: number, low: number, high: number, salt: number): number {
  return drawBetween(mix(mix(subject.hash, day), salt), low, high)
}

/** A division whose remainder is settled by a hash, so that small numbers keep their mean. */
function chance(numerator: number, denominator: number, hash: number): number {
  return Math.floor((numerator + (hash % denominator)) / denominator)
}

/** 76 percent in mid January to 124 in mid July, in a straight line. */
function seasonPercent(day: number): number {
  const ofYear = ((day % DAYS_PER_YEAR) + DAYS_PER_YEAR) % DAYS_PER_YEAR
  const distance = Math.abs(ofYear - SEASON_HEIGHT)
  const fromHeight = Math.min(distance, DAYS_PER_YEAR - distance)
  return 124 - Math.floor((fromHeight * 96) / DAYS_PER_YEAR)
}
