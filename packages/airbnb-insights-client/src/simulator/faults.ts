import type { AskableMetric, OperationName } from 'insights-transform'
import type { AnswerDeviation } from './accepted-answer.ts'
import type { RequestReading } from './read-request.ts'
import { type Answer } from './responses/answer.ts'
import { type BlockedOptions, otherSite } from './responses/blocked-answers.ts'
import {
  type GraphqlErrorOptions,
  graphqlError,
  htmlPage,
  httpFailure,
  refused,
  type SessionExpiredShape,
  type StaleOperationShape,
  sessionExpired,
  staleOperation,
} from './responses/failure-answers.ts'
import {
  type EmptyShape,
  emptied,
  incomplete,
  type MalformedShape,
  malformed,
  type NovelMetricOptions,
  withNovelFields,
  withNovelMetric,
  withoutNights,
  withoutWindowMetrics,
  withValues,
} from './responses/spoiled-answers.ts'

/** Which requests a fault meets: those for which all of this holds. */
export interface FaultCondition {
  /** Only those of this account. @defaultValue any */
  accountId?: string
  /** Only those that ask for this listing's numbers. @defaultValue any */
  listingId?: string
  /** Only those that ask for this metric. @defaultValue any */
  metric?: AskableMetric
  /** Only those of this operation. @defaultValue any */
  operation?: OperationName
  /** So many requests that meet the rest of the condition pass unharmed first. @defaultValue 0 */
  afterRequests?: number
}

/** What goes wrong. */
export type FaultEffect =
  /** An HTTP failure, such as 429 or 503; `retryAfter` in seconds or as an HTTP date. */
  | { kind: 'status'; status: number; retryAfter?: number | string }
  /** An answer that does not parse or does not fit; `as` is 'wrong_shape' where it is left out. */
  | { kind: 'malformed'; as?: MalformedShape }
  /** HTTP 200 with a page that is not a login. */
  | { kind: 'html' }
  /** Something in between answers, whoever asks: it has not looked at the session. */
  | ({ kind: 'blocked' } & BlockedOptions)
  /** HTTP 302 to another site of Airbnb's; Germany's where `site` is left out. */
  | { kind: 'other_site'; site?: string }
  /** No answer, the connection stays open. */
  | { kind: 'hang' }
  /** The connection is cut without an answer. */
  | { kind: 'reset' }
  /** This one answer says that the session has ended; `as` is 'unauthorized' where it is left out. */
  | { kind: 'session_expired'; as?: SessionExpiredShape }
  /** The hash counts as unknown; `as` is 'graphql_error' where it is left out. */
  | { kind: 'stale_hash'; as?: StaleOperationShape }
  /** HTTP 200 with GraphQL errors. */
  | ({ kind: 'graphql_error' } & GraphqlErrorOptions)
  /** The question is refused, as one about a single day is: a GraphQL error, `ServiceBadRequestError`, `malformed_input`. */
  | { kind: 'refused' }
  /** The server's base day moves forward, for this answer and those after it; by one day where `days` is left out. */
  | { kind: 'base_day_turns'; days?: number }
  /**
   * The answer sets a new `_aaj` cookie. The old one is good for `graceRequests` more requests, then the
   * session is over for whoever still sends it; 10 where it is left out.
   */
  | { kind: 'rotate_cookies'; graceRequests?: number }
  /** A valid answer without data; `as` is 'components' where it is left out. */
  | { kind: 'empty'; as?: EmptyShape }
  /** The listing overview keeps its last listing back, and `totalCount` says so. */
  | { kind: 'incomplete_listings' }
  /** A chart of nights that lie so many days later than those asked for, as if the base day were another. */
  | { kind: 'other_days'; shiftDays: number }
  /** A chart of its nights alone: its window has no metrics. */
  | { kind: 'without_window_metrics' }
  /** A chart of its window's metrics alone: its series have no points. */
  | { kind: 'without_nights' }
  /** A chart with a point for each week, however short the window. */
  | { kind: 'by_week' }
  /** A chart with a point for each month. */
  | { kind: 'by_month' }
  /** A chart with a metric of its window that nobody knows, in a wrapper that nobody knows. */
  | ({ kind: 'novel_metric' } & NovelMetricOptions)
  /** A chart with this JSON in the place of each value's wrapper, of its points and of its window. */
  | { kind: 'odd_values'; value: unknown }
  /** `ListOfMetricsQuery` says other numbers than the chart of the same window. */
  | { kind: 'lists_differ' }
  /** Keys and type names that nobody has seen yet. */
  | { kind: 'novel_fields' }

/** Something that goes wrong with some requests. */
export type Fault = FaultEffect & {
  /**
   * Which requests it meets.
   *
   * @defaultValue every request that the server would have answered; for what goes wrong with charts, every
   *   `ChartQuery`, and for `lists_differ` every `ListOfMetricsQuery`; for `blocked` those of an ended session as well
   */
  when?: FaultCondition
  /** How often; `Infinity` for always. @defaultValue 1 */
  times?: number
}

/** A fault and how often it has been met. */
interface ArmedFault {
  fault: Fault
  /** Requests that met the condition so far. */
  met: number
  fired: number
}

/** A fault that no request has met yet. */
export function armFault(fault: Fault): ArmedFault {
  return { fault, met: 0, fired: 0 }
}

/** The first fault that meets a request and is not used up. Counts the request for every fault it meets. */
export function dueFault(faults: readonly ArmedFault[], reading: RequestReading): Fault | null {
  let due: ArmedFault | null = null
  for (const armed of faults) {
    const { when = {}, times = 1 } = armed.fault
    if (!meets(reading, when) || !isAbout(armed.fault, reading) || !reaches(armed.fault, reading)) continue
    armed.met += 1
    if (due === null && armed.met > (when.afterRequests ?? 0) && armed.fired < times) due = armed
  }
  if (due !== null) due.fired += 1
  return due?.fault ?? null
}

function meets(reading: RequestReading, when: FaultCondition): boolean {
  if (when.accountId !== undefined && when.accountId !== reading.accountId) return false
  if (when.operation !== undefined && when.operation !== reading.operation) return false
  if (when.metric !== undefined && when.metric !== reading.arguments?.metric) return false
  return when.listingId === undefined || reading.arguments?.listingIds?.includes(when.listingId) === true
}

/** What is told of one operation alone. */
const OPERATION_OF: Partial<Record<FaultEffect['kind'], OperationName>> = {
  other_days: 'ChartQuery',
  without_window_metrics: 'ChartQuery',
  without_nights: 'ChartQuery',
  by_week: 'ChartQuery',
  by_month: 'ChartQuery',
  novel_metric: 'ChartQuery',
  odd_values: 'ChartQuery',
  lists_differ: 'ListOfMetricsQuery',
}

function isAbout({ kind }: Fault, { operation }: RequestReading): boolean {
  return (OPERATION_OF[kind] ?? operation) === operation
}

/** What stands in between meets every request, anything else those that are not refused. */
const reaches = ({ kind }: Fault, { outcome }: RequestReading): boolean =>
  kind === 'blocked' || 'accepted' in outcome

/** The answer of a fault that is nothing but an answer; `good` makes what would have been sent, or something like it. */
export function faultyAnswer(
  fault: Fault,
  good: (deviation?: AnswerDeviation) => Answer,
  traceId: string,
): Answer {
  switch (fault.kind) {
    case 'status':
      return httpFailure(fault)
    case 'html':
      return htmlPage()
    case 'other_site':
      return otherSite(fault)
    case 'session_expired':
      return sessionExpired({ ...fault, traceId })
    case 'stale_hash':
      return staleOperation({ ...fault, traceId })
    case 'graphql_error':
      return graphqlError({ traceId, ...fault })
    case 'malformed':
      return malformed(good(), fault.as)
    case 'empty':
      return emptied(good(), fault.as)
    case 'incomplete_listings':
      return incomplete(good())
    case 'other_days':
      return good({ shiftDays: fault.shiftDays })
    case 'without_window_metrics':
      return withoutWindowMetrics(good())
    case 'without_nights':
      return withoutNights(good())
    case 'by_week':
      return good({ granularity: 'WEEK' })
    case 'by_month':
      return good({ granularity: 'MONTH' })
    case 'refused':
      return refused({ traceId })
    case 'novel_metric':
      return withNovelMetric(good(), fault)
    case 'odd_values':
      return withValues(good(), fault.value)
    case 'lists_differ':
      return good({ differs: true })
    case 'novel_fields':
      return withNovelFields(good())
    default:
      return good()
  }
}
