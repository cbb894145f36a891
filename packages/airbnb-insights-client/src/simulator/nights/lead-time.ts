import { API_LIMITS } from 'insights-transform'
import { weekNumber } from './calendar.ts'
import { mix } from './integer-hash.ts'

/** A share of something, in millionths. */
const WHOLE = 1_000_000

/**
 * How much of a night's final number is known at which distance from the night: pairs of hundredths of a day ahead
 * and millionths, from after the night to the horizon. In between, straight lines.
 */
type LeadTimeCurve = readonly (readonly [hundredthsAhead: number, millionths: number])[]

/**
 * Page views of similar listings, by how long before a night guests look. The last few land up to two days after the
 * night, then nothing changes any more. They begin 86 nights ahead: in the answers seen, that was base day + 87.
 */
export const SIMILAR_PAGE_VIEWS: LeadTimeCurve = [
  [-100, WHOLE],
  [0, 962_000],
  [700, 850_000],
  [1_400, 725_000],
  [2_100, 590_000],
  [2_800, 470_000],
  [3_500, 385_000],
  [4_200, 315_000],
  [4_900, 250_000],
  [5_600, 190_000],
  [6_300, 140_000],
  [7_000, 100_000],
  [7_700, 70_000],
  [8_400, 40_000],
  [8_700, 0],
]

/** Search impressions of a night, and with them a listing's own page views. */
export const IMPRESSIONS: LeadTimeCurve = [
  [-100, WHOLE],
  [0, 960_000],
  [700, 845_000],
  [1_400, 715_000],
  [2_100, 575_000],
  [2_800, 450_000],
  [3_500, 350_000],
  [4_200, 265_000],
  [4_900, 190_000],
  [5_600, 125_000],
  [6_300, 75_000],
  [7_000, 38_000],
  [7_700, 15_000],
  [8_000, 6_000],
  [8_400, 3_000],
  [8_800, 0],
]

/** Those of similar listings, which begin a day before their page views: so few far ahead that their rates are high. */
export const SIMILAR_IMPRESSIONS: LeadTimeCurve = [
  ...IMPRESSIONS.slice(0, 11),
  [7_000, 34_000],
  [7_600, 9_500],
  [7_900, 3_300],
  [8_400, 1_200],
  [8_800, 0],
]

/** Bookings of similar listings. They reach back beyond the horizon of what is counted. */
export const SIMILAR_BOOKINGS: LeadTimeCurve = [
  [-100, WHOLE],
  [0, 985_000],
  [100, 960_000],
  [400, 880_000],
  [700, 820_000],
  [1_400, 690_000],
  [2_100, 590_000],
  [2_800, 510_000],
  [3_500, 450_000],
  [4_200, 395_000],
  [4_900, 345_000],
  [5_600, 300_000],
  [6_300, 265_000],
  [7_000, 230_000],
  [7_700, 205_000],
  [8_400, 180_000],
  [12_000, 90_000],
  [18_200, 0],
]

/** The last night with any number of similar listings, and the last with the listing's own, counted from today. */
const HORIZON = API_LIMITS.lastCountedNight
const OWN_HORIZON = 79

/**
 * How far a night is from a day of knowledge, in hundredths of a day. Days of looking are not alike: a week of nights
 * gains more on one day and less on the next, and never loses.
 */
export function distance(hash: number, night: number, knownOn: number): number {
  const draw = mix(mix(hash, knownOn), weekNumber(night))
  return (night - knownOn) * 100 + (draw % 100)
}

/** The same distance on the curves of similar listings, for a listing's own numbers with their nearer horizon. */
export function ownDistance(hash: number, night: number, knownOn: number): number {
  const hundredths = distance(hash, night, knownOn)
  if (hundredths <= 0) return hundredths
  return Math.ceil((hundredths * (HORIZON + 1)) / (OWN_HORIZON + 1))
}

/** The share of a night's final number that is known at a distance from it, in millionths. */
export function gathered(curve: LeadTimeCurve, hundredthsAhead: number): number {
  let [nearer, more] = curve[0] ?? [0, 0]
  if (hundredthsAhead <= nearer) return more
  for (const [further, less] of curve) {
    if (hundredthsAhead < further) {
      return more - Math.ceil(((more - less) * (hundredthsAhead - nearer)) / (further - nearer))
    }
    nearer = further
    more = less
  }
  return 0
}

/** The part of a final count that is known; the rest of the division is settled by a hash, once for each count. */
export function knownPart(finalCount: number, millionths: number, hash: number): number {
  if (millionths === 0) return 0
  return Math.floor((finalCount * millionths + (hash % WHOLE)) / WHOLE)
}
