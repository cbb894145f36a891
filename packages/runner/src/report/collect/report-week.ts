import type { FunnelWeek, MarketGapWeek } from 'insights-store-timescale'
import { addDays, type CalendarDate } from 'insights-transform'

/** A week of nights of a listing, or of all listings of an account. Null is a number that the API had not. */
export interface ReportWeek {
  /** The Sunday that it begins on. */
  readonly week: CalendarDate
  /** How many listings have numbers for it. */
  readonly listings: number
  readonly impressions: number | null
  /** Where similar listings are known, those of the listings that can be compared. */
  readonly pageViews: number | null
  readonly similarPageViews: number | null
  readonly bookedNights: number | null
  readonly searchToListing: number | null
  readonly listingToBooking: number | null
  readonly conversion: number | null
  readonly similarConversion: number | null
  /** Whether it was read last before its end, of one listing at least: what came in since is not known. */
  readonly unfinished: boolean
  /** Whether the similar listings' numbers are put together from the week's nights. */
  readonly estimated: boolean
}

/** Of weeks with fewer impressions, such as those that are booked out, a conversion says nothing: one night more is much. */
const IMPRESSIONS_TO_TELL = 100

/** Whether a week was seen often enough for its conversion to mean something. */
export function tellsConversion({ impressions }: ReportWeek): boolean {
  return impressions !== null && impressions >= IMPRESSIONS_TO_TELL
}

/**
 * Weeks of a listing with what is known of themselves, and of similar listings; in order.
 *
 * @param readOn the newest scrape day of the listing, for weeks that have no row of their own.
 */
export function reportWeeks(
  funnel: readonly FunnelWeek[],
  gap: readonly MarketGapWeek[],
  readOn: CalendarDate | null,
): ReportWeek[] {
  const known = new Map(funnel.map((week) => [week.week, week]))
  const compared = new Map(gap.map((week) => [week.week, week]))
  return [...new Set([...known.keys(), ...compared.keys()])].sort().map((week) => {
    const own = known.get(week)
    const { pageViews, conversion, estimated = false } = compared.get(week) ?? {}
    return {
      week,
      listings: own?.listings ?? 0,
      impressions: own?.impressions ?? null,
      pageViews: (estimated ? undefined : pageViews?.own) ?? own?.pageViews ?? pageViews?.own ?? null,
      similarPageViews: pageViews?.similar ?? null,
      bookedNights: own?.bookedNights ?? null,
      searchToListing: own?.searchToListing ?? null,
      listingToBooking: own?.listingToBooking ?? null,
      conversion: own?.conversion ?? conversion?.own ?? null,
      similarConversion: conversion?.similar ?? null,
      unfinished: addDays(week, 6) >= (own?.scrapeDay ?? readOn ?? week),
      estimated,
    }
  })
}

/**
 * The weeks of several listings together: what `store.analysis` tells `per: 'account'`, without asking it for the same
 * rows again. Counts are added up, rates weighted by what they are rates of.
 */
export function addedUp(weeks: readonly ReportWeek[]): ReportWeek[] {
  return [...Map.groupBy(weeks, ({ week }) => week)]
    .map(([week, same]) => {
      const compared = same.filter(({ similarPageViews }) => similarPageViews !== null)
      return {
        week,
        listings: same.reduce((all, { listings }) => all + listings, 0),
        impressions: sum(same.map(({ impressions }) => impressions)),
        pageViews: sum((compared.length > 0 ? compared : same).map(({ pageViews }) => pageViews)),
        similarPageViews: sum(compared.map(({ similarPageViews }) => similarPageViews)),
        bookedNights: sum(same.map(({ bookedNights }) => bookedNights)),
        searchToListing: mean(same, 'searchToListing', 'impressions'),
        listingToBooking: mean(same, 'listingToBooking', 'pageViews'),
        conversion: mean(same, 'conversion', 'impressions'),
        similarConversion: mean(same, 'similarConversion', 'impressions'),
        unfinished: same.some(({ unfinished }) => unfinished),
        estimated: same.some(({ estimated }) => estimated),
      }
    })
    .sort((one, other) => (one.week < other.week ? -1 : 1))
}

/** Null where there is nothing to add. */
export function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((one, other) => (other === null ? one : (one ?? 0) + other), null)
}

type Rate = 'searchToListing' | 'listingToBooking' | 'conversion' | 'similarConversion'

/** The mean of rates by weight; that of a single one is taken as it is: it may come without its weight. */
function mean(weeks: readonly ReportWeek[], rate: Rate, weight: 'impressions' | 'pageViews'): number | null {
  const known = weeks.flatMap(({ [rate]: value, [weight]: of }) => (value === null ? [] : { value, of }))
  if (known.length === 1) return known[0]?.value ?? null
  const all = sum(known.map(({ of }) => of))
  return all === null || all === 0
    ? null
    : known.reduce((part, { value, of }) => part + value * (of ?? 0), 0) / all
}
