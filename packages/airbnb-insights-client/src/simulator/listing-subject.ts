import { type CalendarDate, dayNumber } from './calendar.ts'
import { drawBetween, hashText, mix } from './integer-hash.ts'

/** What the simulator has to know of a listing to give its numbers. */
export interface NumberedListing {
  /** Decimal string, usually above 2^53. */
  listingId: string
  /** The listing's first day of data; the days before are left out of every answer. `null`: it is old. */
  firstDay?: CalendarDate | null
  /** `false`: the listing has no data at all. @defaultValue true */
  hasData?: boolean
}

/** Whose numbers are drawn: one listing, or the similar listings around it taken together. */
export interface Subject {
  hash: number
  /** How many listings stand behind the counts. */
  units: number
  /** The first day with data, as a day number. */
  firstDay: number
  /** The listing's own size and character, so that listings differ from each other. */
  dailyImpressions: number
  pageViewsPerMille: number
  bookingsPer10000Views: number
  occupancyPercent: number
  nightlyRateCents: number
}

/** The similar listings are so many: enough for a smooth series. */
const SIMILAR_LISTINGS = 24
const SIMILAR_SALT = 0x51a7

/** The listing itself, and the similar listings beside it. */
export interface ListingSubjects {
  your: Subject
  similar: Subject
  hasData: boolean
}

export function listingSubjects(listing: NumberedListing): ListingSubjects {
  const firstDay = listing.firstDay == null ? Number.NEGATIVE_INFINITY : dayNumber(listing.firstDay)
  const hash = hashText(listing.listingId)
  const your: Subject = {
    hash,
    units: 1,
    firstDay,
    dailyImpressions: drawBetween(mix(hash, 1), 280, 1400),
    pageViewsPerMille: drawBetween(mix(hash, 2), 38, 74),
    bookingsPer10000Views: drawBetween(mix(hash, 3), 80, 230),
    occupancyPercent: drawBetween(mix(hash, 4), 45, 85),
    nightlyRateCents: drawBetween(mix(hash, 5), 7_000, 24_000),
  }
  return { your, similar: similarTo(your), hasData: listing.hasData ?? true }
}

/** Listings of about the same size and character, with days of their own. */
function similarTo(your: Subject): Subject {
  const hash = mix(your.hash, SIMILAR_SALT)
  const about = (trait: number, salt: number) =>
    Math.round((trait * drawBetween(mix(hash, salt), 78, 116)) / 100)
  return {
    hash,
    units: SIMILAR_LISTINGS,
    firstDay: your.firstDay,
    dailyImpressions: about(your.dailyImpressions, 1),
    pageViewsPerMille: about(your.pageViewsPerMille, 2),
    bookingsPer10000Views: about(your.bookingsPer10000Views, 3),
    occupancyPercent: Math.min(85, about(your.occupancyPercent, 4)),
    nightlyRateCents: about(your.nightlyRateCents, 5),
  }
}
