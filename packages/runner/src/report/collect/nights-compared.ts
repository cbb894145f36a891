import type { NightAhead } from 'insights-store-timescale'
import { addDays, type CalendarDate } from 'insights-transform'
import type { ListingReport } from './listing-report.ts'

/**
 * Some nights ahead of a listing, or of several, beside similar listings. Only nights that do not look taken are
 * compared: a booked night has no page views, and that is good.
 */
interface NightsCompared {
  readonly nights: number
  readonly taken: number
  /** Page views of the nights that do not look taken and have a number on both sides. */
  readonly own: number
  /** Those of similar listings for the same nights. */
  readonly similar: number
}

/** A week ahead in which guests look at a listing less than at similar ones. */
export interface WeekBehind extends NightsCompared {
  readonly listing: ListingReport
  readonly week: CalendarDate
}

/** Similar listings must have so many page views for a comparison: below that, a few guests more turn it around. */
const FEWEST_VIEWS = 20
/** Behind is who has less than this share of the page views of similar listings. */
const BEHIND = 0.8

/** Adds nights up. */
export function compareNights(nights: readonly NightAhead[]): NightsCompared {
  const free = nights.filter(
    ({ own, similar, looksTaken }) => !looksTaken && own !== null && similar !== null,
  )
  return {
    nights: nights.length,
    taken: nights.filter(({ looksTaken }) => looksTaken).length,
    own: free.reduce((sum, { own }) => sum + (own ?? 0), 0),
    similar: free.reduce((sum, { similar }) => sum + (similar ?? 0), 0),
  }
}

/** How own page views stand to those of similar listings: 0.8 for a fifth less; null where there are too few to tell. */
export function ratioOf({ own, similar }: Pick<NightsCompared, 'own' | 'similar'>): number | null {
  return similar < FEWEST_VIEWS ? null : own / similar
}

/** Whether a ratio is one to look after. */
export function isBehind(ratio: number | null): boolean {
  return ratio !== null && ratio < BEHIND
}

/** The nights of a week. */
export function nightsOfWeek<Night extends { readonly night: CalendarDate }>(
  nights: readonly Night[],
  week: CalendarDate,
): Night[] {
  const end = addDays(week, 6)
  return nights.filter(({ night }) => night >= week && night <= end)
}

/** The weeks ahead in which listings fall behind similar ones, those first that lack most page views. */
export function weeksBehind(
  listings: readonly ListingReport[],
  weeks: readonly CalendarDate[],
): WeekBehind[] {
  return listings
    .flatMap((listing) =>
      weeks.map((week) => ({ listing, week, ...compareNights(nightsOfWeek(listing.nights, week)) })),
    )
    .filter((compared) => isBehind(ratioOf(compared)))
    .sort((one, other) => other.similar - other.own - (one.similar - one.own))
}
