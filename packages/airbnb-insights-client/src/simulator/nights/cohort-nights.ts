import { weekday } from './calendar.ts'
import { drawBetween, mix } from './integer-hash.ts'
import { interestIn, type Market } from './interest.ts'
import {
  distance,
  gathered,
  knownPart,
  SIMILAR_BOOKINGS,
  SIMILAR_IMPRESSIONS,
  SIMILAR_PAGE_VIEWS,
} from './lead-time.ts'
import type { NightNumbers, NightStays, Subject } from './night-numbers.ts'

/** The similar listings of a market, taken together. */
export interface CohortTraits extends Market {
  units: number
  /** Page views of an average night, in hundredths, for each of them. */
  pageViewsHundredths: number
  pageViewsPerMille: number
  /** So many nights of a hundred are booked in the end, on an average night. */
  bookedPercent: number
  nightlyRateCents: number
}

/** Percent of an average night's bookings, Sunday … Saturday: weekends sell out first. */
const BOOKED_PERCENT = [92, 84, 84, 86, 96, 126, 128] as const

const SALT = { night: 21, views: 22, impressions: 23, bookings: 24 } as const

const MEAN_STAY_NIGHTS = 4
const MEAN_DAYS_AHEAD = 46

/** The numbers of similar listings: some of them are always free, so that their interest never breaks off. */
export function cohortNights(traits: CohortTraits): Subject {
  return {
    units: traits.units,
    numbers: (night, knownOn) => cohortNumbers(traits, night, knownOn),
    stays: (night, knownOn) => cohortStays(traits, night, knownOn),
  }
}

function cohortNumbers(traits: CohortTraits, night: number, knownOn: number): NightNumbers {
  const { hash, units } = traits
  const draw = mix(hash, night)
  const ahead = distance(hash, night, knownOn)
  const percent = drawBetween(mix(draw, SALT.night), 94, 106)
  const views = Math.floor((units * traits.pageViewsHundredths * interestIn(traits, night) * percent) / 1e10)
  const impressions = Math.floor((views * 1_000) / traits.pageViewsPerMille)
  const firstPageImpressions = knownPart(
    impressions,
    gathered(SIMILAR_IMPRESSIONS, ahead),
    mix(draw, SALT.impressions),
  )
  const passed = night < knownOn ? firstPageImpressions : 0
  return {
    searchImpressions: passed + Math.floor((passed * 45) / 100),
    passedImpressions: passed,
    firstPageImpressions,
    pageViews: knownPart(views, gathered(SIMILAR_PAGE_VIEWS, ahead), mix(draw, SALT.views)),
    // A booking without an impression would be a rate of nothing.
    bookings: Math.min(firstPageImpressions, bookedNights(traits, night, ahead)),
  }
}

function bookedNights({ hash, units, bookedPercent }: CohortTraits, night: number, ahead: number): number {
  const draw = mix(mix(hash, night), SALT.bookings)
  const percent = (bookedPercent * (BOOKED_PERCENT[weekday(night)] ?? 100) * drawBetween(draw, 92, 108)) / 1e4
  return knownPart(Math.floor((units * percent) / 100), gathered(SIMILAR_BOOKINGS, ahead), mix(draw, 1))
}

/** The stays of similar listings, from their booked nights and averages. */
function cohortStays(traits: CohortTraits, night: number, knownOn: number): NightStays {
  const { hash, units } = traits
  const draw = mix(hash, night)
  const booked = bookedNights(traits, night, distance(hash, night, knownOn))
  const checkIns = Math.floor(booked / MEAN_STAY_NIGHTS)
  const about = (mean: number, salt: number) =>
    Math.floor((mean * drawBetween(mix(draw, salt), 85, 115)) / 100)
  return {
    available: Math.floor((units * 88) / 100),
    booked,
    rateCents: booked * (traits.nightlyRateCents + drawBetween(mix(draw, 31), 0, 1_500)),
    checkIns,
    nightsOfStays: about(checkIns * MEAN_STAY_NIGHTS, 32),
    daysAhead: about(checkIns * MEAN_DAYS_AHEAD, 33),
    returning: Math.floor(about(checkIns * 14, 34) / 100),
    cancelled: Math.floor(about(checkIns * 6, 35) / 100),
    reviews: night + 4 <= knownOn ? checkIns : 0,
    fiveStarPercent: (category) => drawBetween(mix(mix(hash, category), 36), 78, 94),
  }
}
