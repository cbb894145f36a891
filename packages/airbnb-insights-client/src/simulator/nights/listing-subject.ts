import { type CalendarDate } from 'insights-transform'
import { dayNumber } from './calendar.ts'
import { type CohortTraits, cohortNights } from './cohort-nights.ts'
import { drawBetween, hashText, mix } from './integer-hash.ts'
import type { Subject } from './night-numbers.ts'
import { type OwnTraits, ownNights } from './own-nights.ts'

/** What the simulator has to know of a listing to give its numbers. */
export interface NumberedListing {
  /** Decimal string, usually above 2^53. */
  listingId: string
  /** The first night with data; earlier ones are left out of every answer. @defaultValue `null`: the listing is old */
  firstNight?: CalendarDate | null
  /** `false`: the listing has no data at all. @defaultValue `true` */
  hasData?: boolean
}

/** The listing itself, and the similar listings beside it. */
export interface ListingSubjects {
  your: Subject
  similar: Subject
  /** Decides how the similar listings' numbers are shown. */
  cohortHash: number
  /** The first night with data, as a day number. */
  firstNight: number
  hasData: boolean
}

const COHORT_SALT = 0x51a7

/**
 * The two sides of a listing. Listings whose ids differ in the last digit alone have the same similar listings, as
 * the listings of one account do.
 */
export function listingSubjects({ listingId, firstNight, hasData }: NumberedListing): ListingSubjects {
  const cohort = cohortTraits(hashText(listingId.slice(0, -1), COHORT_SALT))
  return {
    your: ownNights(ownTraits(hashText(listingId), cohort), cohort),
    similar: cohortNights(cohort),
    cohortHash: cohort.hash,
    firstNight: firstNight == null ? Number.NEGATIVE_INFINITY : dayNumber(firstNight),
    hasData: hasData ?? true,
  }
}

function cohortTraits(hash: number): CohortTraits {
  return {
    hash,
    units: drawBetween(mix(hash, 1), 90, 180),
    weekendPercent: drawBetween(mix(hash, 2), 122, 168),
    pageViewsHundredths: drawBetween(mix(hash, 3), 700, 1_250),
    pageViewsPerMille: drawBetween(mix(hash, 4), 85, 115),
    bookedPercent: drawBetween(mix(hash, 5), 38, 58),
    nightlyRateCents: drawBetween(mix(hash, 6), 8_000, 20_000),
  }
}

/** Listings of one cohort differ: some draw as much interest as the others, some three times as much. */
function ownTraits(hash: number, cohort: CohortTraits): OwnTraits {
  const pageViewsPerMille = drawBetween(mix(hash, 2), 42, 110)
  const views = (cohort.pageViewsHundredths * drawBetween(mix(hash, 1), 150, 500)) / 100
  return {
    hash,
    takenPercent: drawBetween(mix(hash, 3), 58, 84),
    blockedPercent: drawBetween(mix(hash, 4), 6, 26),
    nightlyImpressions: Math.round((views * 10) / pageViewsPerMille),
    pageViewsPerMille,
    nightlyRateCents: Math.round((cohort.nightlyRateCents * drawBetween(mix(hash, 5), 75, 135)) / 100),
  }
}
