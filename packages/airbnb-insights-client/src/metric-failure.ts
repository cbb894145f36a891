import type { AskableMetric } from 'insights-transform'
import {
  type AirbnbInsightsError,
  type GraphqlError,
  isApiError,
  isResponseShapeError,
  isUnexpectedDaysError,
} from './errors.ts'

/** Why a metric without columns has no numbers, while those beside it do. */
export interface MetricFailure {
  /** The metric that was asked for. */
  readonly metric: AskableMetric
  /** What its question came to. */
  readonly error: AirbnbInsightsError
  /** Whether the server refused the question itself: asked again at once, it would refuse it again. */
  readonly isRefusal: boolean
}

/**
 * What an error says of one metric alone: that the server answers the question with a GraphQL error, in a shape that
 * cannot be read, or of other days. Null for what concerns whatever is asked next: session, network, pace, walls, hashes.
 */
export function metricFailure(metric: AskableMetric, error: unknown): MetricFailure | null {
  if (isResponseShapeError(error) || isUnexpectedDaysError(error)) return { metric, error, isRefusal: false }
  if (!isApiError(error) || error.graphqlErrors.length === 0 || error.graphqlErrors.some(isOfPace))
    return null
  return { metric, error, isRefusal: error.graphqlErrors.some(isRefused) }
}

/** Seen nowhere (*assumed*): a GraphQL error that wants fewer requests, which concerns them all. */
const isOfPace = ({ errorClass, errorType, message }: GraphqlError): boolean =>
  /rate.?limit|throttl|too.?many/i.test([errorClass, errorType, message].join())

/** How a window of a single day is refused, the one refusal on record. */
const isRefused = ({ errorClass, errorType }: GraphqlError): boolean =>
  errorClass === 'ServiceBadRequestError' || errorType === 'malformed_input'
