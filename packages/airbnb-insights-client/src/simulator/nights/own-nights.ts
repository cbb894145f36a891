import { weekNumber } from './calendar.ts'
import { drawBetween, mix } from './integer-hash.ts'
import { interestIn, type Market } from './interest.ts'
import { gathered, IMPRESSIONS, knownPart, ownDistance } from './lead-time.ts'
import type { NightNumbers, NightStays, Subject } from './night-numbers.ts'
import { type Letting, type Stay, stayCalendar } from './stay-calendar.ts'

/** A listing's own size and character. */
export interface OwnTraits extends Letting {
  /** First-page impressions of an average night that stays free to the end. */
  nightlyImpressions: number
  pageViewsPerMille: number
  nightlyRateCents: number
}

/** Keeps the draws of one night apart from each other. */
const SALT = {
  night: 11,
  week: 12,
  impressions: 13,
  rate: 14,
  views: 15,
  firstPage: 16,
  link: 17,
  price: 18,
  review: 19,
} as const

/** A review is written so many days after the guest has left. */
const REVIEWED_AFTER_DAYS = 3

/** A listing's own numbers: each night gathers interest until somebody books it, or until it has passed. */
export function ownNights(traits: OwnTraits, market: Market): Subject {
  const stayOn = stayCalendar(traits)
  return {
    units: 1,
    numbers: (night, knownOn) => ownNumbers(traits, market, night, knownOn, stayOn(night)),
    stays: (night, knownOn) => ownStays(traits, night, knownOn, stayOn(night)),
  }
}

function ownNumbers(
  traits: OwnTraits,
  market: Market,
  night: number,
  knownOn: number,
  stay: Stay | null,
): NightNumbers {
  const { hash } = traits
  const draw = mix(hash, night)
  const booked = isBooked(stay, knownOn)
  // Nobody finds a night that is taken.
  const until = stay === null ? knownOn : Math.min(knownOn, stay.bookedOn)
  const share = gathered(IMPRESSIONS, ownDistance(hash, night, until))
  const final = finalInterest(traits, market, night)
  const firstPageImpressions = knownPart(final.impressions, share, mix(draw, SALT.impressions))
  const passed = night < knownOn ? firstPageImpressions : 0
  const firstPagePercent = drawBetween(mix(draw, SALT.firstPage), 58, 80)
  return {
    searchImpressions: passed + Math.floor((passed * (100 - firstPagePercent)) / firstPagePercent),
    passedImpressions: passed,
    firstPageImpressions,
    pageViews:
      knownPart(final.views, share, mix(draw, SALT.views)) + (booked && share > 0 ? viewsByLink(stay) : 0),
    bookings: booked ? 1 : 0,
  }
}

/** What a night would gather if it stayed free: rates have their good and bad weeks too. */
function finalInterest(traits: OwnTraits, market: Market, night: number) {
  const week = mix(traits.hash, weekNumber(night))
  const percent =
    drawBetween(mix(mix(traits.hash, night), SALT.night), 76, 126) *
    drawBetween(mix(week, SALT.week), 72, 130)
  const impressions = Math.floor((traits.nightlyImpressions * interestIn(market, night) * percent) / 1e10)
  const perMille = (traits.pageViewsPerMille * drawBetween(mix(week, SALT.rate), 75, 127)) / 100
  return { impressions, views: Math.floor((impressions * perMille) / 1_000) }
}

/** Some who book come by a link, without a search: their visits land on the day on which they book. */
function viewsByLink({ hash }: Stay): number {
  const draw = mix(hash, SALT.link)
  return draw % 6 === 0 ? drawBetween(mix(draw, 1), 2, 9) : 0
}

function ownStays(traits: OwnTraits, night: number, knownOn: number, stay: Stay | null): NightStays {
  const booked = isBooked(stay, knownOn)
  const checkIn = booked && stay.checkIn === night
  const checkOut = stay === null ? 0 : stay.checkIn + stay.nights
  const reviewed =
    booked && checkOut === night + 1 && knownOn >= checkOut + REVIEWED_AFTER_DAYS && stay.hash % 100 < 72
  const isTaken = stay !== null && knownOn >= stay.bookedOn
  return {
    available: isTaken && stay.blocked ? 0 : 1,
    booked: booked ? 1 : 0,
    rateCents: booked ? traits.nightlyRateCents + drawBetween(mix(stay.hash, SALT.price), 0, 3_000) : 0,
    checkIns: checkIn ? 1 : 0,
    nightsOfStays: checkIn ? stay.nights : 0,
    daysAhead: checkIn ? stay.checkIn - stay.bookedOn : 0,
    returning: checkIn && mix(stay.hash, 52) % 100 < 14 ? 1 : 0,
    cancelled: checkIn && mix(stay.hash, 54) % 100 < 6 ? 1 : 0,
    reviews: reviewed ? 1 : 0,
    fiveStarPercent: (category) => {
      const share = drawBetween(mix(traits.hash, 40 + category), 72, 97)
      return reviewed && mix(mix(stay.hash, SALT.review), category) % 100 < share ? 100 : 0
    },
  }
}

function isBooked(stay: Stay | null, knownOn: number): stay is Stay {
  return stay !== null && !stay.blocked && knownOn >= stay.bookedOn
}
