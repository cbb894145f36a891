import { chartAnswer } from './chart-answer.ts'
import { listingSubjects } from './listing-subject.ts'
import type { AcceptedRequest } from './read-request.ts'
import { type Answer, jsonAnswer } from './responses/answer.ts'
import { listOfMetricsResponse } from './responses/list-of-metrics-response.ts'
import { listingsResponse } from './responses/listings-response.ts'
import { type DayWindow, windowMetrics } from './window-metrics.ts'
import type { World } from './world.ts'

/**
 * The API's answer to a request that was read and accepted: a function of the request and the world alone,
 * without clock, chance or memory, so that the HTTP server and the msw handlers give the same.
 */
export function answerAccepted(accepted: AcceptedRequest, world: World): Answer {
  const { account, operation, arguments: args } = accepted
  const { traceId, today } = world
  if (operation === 'ListingsSectionQuery' || args.relativeDays === null) {
    return jsonAnswer(listingsResponse({ listings: account.listings.map(overviewOf(world)), traceId }))
  }
  const chosen = account.listings.filter(({ listingId }) => args.listingIds?.includes(listingId) ?? true)
  const listings = chosen.map(listingSubjects)
  const window: DayWindow = {
    start: world.baseDay + args.relativeDays.start,
    end: world.baseDay + args.relativeDays.end,
  }
  const metrics = windowMetrics(listings, args.groupByValue, window, today, args.comparison)
  if (operation === 'ListOfMetricsQuery') {
    return jsonAnswer(listOfMetricsResponse({ metrics, traceId }))
  }
  return jsonAnswer(chartAnswer({ listings, args, window, metrics, today, traceId }))
}

/** A listing's row in the overview: its occupancy of the last 30 days, against the 30 before. */
function overviewOf({ today }: World) {
  return (listing: AcceptedRequest['account']['listings'][number]) => {
    const occupancy = (start: number, end: number) =>
      windowMetrics([listingSubjects(listing)], 'occupancy_rate', { start, end }, today, null)[0]?.value ??
      null
    const now = occupancy(today - 29, today)
    const before = occupancy(today - 59, today - 30)
    return {
      ...listing,
      occupancyRate: now,
      occupancyChange: now === null || before === null ? null : now - before,
    }
  }
}
