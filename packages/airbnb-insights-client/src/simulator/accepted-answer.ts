import { chartAnswer } from './chart-answer.ts'
import { listingSubjects } from './nights/listing-subject.ts'
import { formatOf } from './nights/metric-definitions.ts'
import type { NightSpan } from './nights/simulated-value.ts'
import { type SimulatedWindowMetric, windowMetrics } from './nights/window-metrics.ts'
import type { AcceptedRequest } from './read-request.ts'
import { type Answer, jsonAnswer } from './responses/answer.ts'
import { listOfMetricsResponse } from './responses/list-of-metrics-response.ts'
import { listingsResponse } from './responses/listings-response.ts'
import type { ChartGranularity } from './responses/response-shape.ts'
import type { World } from './world.ts'

/** How an answer is other than it should be, where a fault says so. */
export interface AnswerDeviation {
  /** The window is so many days later than asked. */
  shiftDays?: number
  granularity?: ChartGranularity
  /** A list of metrics says another number than the chart. */
  differs?: boolean
}

/**
 * The API's answer to a request that was read and accepted: a function of the request and the world alone,
 * without clock, chance or memory, so that the HTTP server and the msw handlers give the same.
 */
export function answerAccepted(
  accepted: AcceptedRequest,
  world: World,
  deviation: AnswerDeviation = {},
): Answer {
  const { account, operation, arguments: args } = accepted
  const { traceId, today } = world
  if (operation === 'ListingsSectionQuery' || args.relativeDays === null) {
    return jsonAnswer(listingsResponse({ listings: account.listings.map(overviewOf(world)), traceId }))
  }
  const chosen = account.listings.filter(({ listingId }) => args.listingIds?.includes(listingId) ?? true)
  const listings = chosen.map(listingSubjects)
  const shift = world.baseDay + (deviation.shiftDays ?? 0)
  const window: NightSpan = { start: shift + args.relativeDays.start, end: shift + args.relativeDays.end }
  if (operation === 'ListOfMetricsQuery') {
    const metrics = windowMetrics(listings, args.metric, window, today, null)
    return jsonAnswer(
      listOfMetricsResponse({
        metrics: deviation.differs === true ? metrics.map(another) : metrics,
        traceId,
      }),
    )
  }
  // A chart that is asked without a comparison has a second series all the same: assumed, that of similar listings.
  const metrics = windowMetrics(listings, args.metric, window, today, args.comparison ?? 'MARKET')
  const { granularity } = deviation
  return jsonAnswer(chartAnswer({ listings, args, window, metrics, today, traceId, granularity }))
}

/** The same metric with another number. */
function another({ metric, value }: SimulatedWindowMetric) {
  return { metric, value: (value ?? 0) + (formatOf(metric).kind === 'count' ? 1 : 0.01) }
}

/** A listing's row in the overview: its occupancy of the last 30 nights, against the 30 before. */
function overviewOf({ today }: World) {
  return (listing: AcceptedRequest['account']['listings'][number]) => {
    const occupancy = (start: number, end: number) =>
      windowMetrics([listingSubjects(listing)], 'occupancy_rate', { start, end }, today, null)[0]?.value ??
      null
    const now = occupancy(today - 30, today - 1)
    const before = occupancy(today - 60, today - 31)
    return {
      ...listing,
      occupancyRate: now,
      occupancyChange: now === null || before === null ? null : now - before,
    }
  }
}
