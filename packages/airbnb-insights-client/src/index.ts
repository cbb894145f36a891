export { accountIdFromCookie } from './account-id.ts'
export { buildHeaders, DEFAULT_API_KEY, DEFAULT_BASE_URL, type HeaderOptions } from './build-headers.ts'
export {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
  type ChartRequest,
  type ListOfMetricsRequest,
  type MetricsRequest,
  type PersistedQueryBody,
  type RequestContext,
} from './build-requests.ts'
export { AirbnbInsightsClient, type CallOptions, type VerifiedCredentials } from './client.ts'
export type {
  ClientEvent,
  CookiesRotatedEvent,
  IncompleteListingsEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  SchemaDriftEvent,
  ThrottleEvent,
} from './client-event.ts'
export type { AirbnbInsightsClientOptions } from './client-options.ts'
export { parseCookies, SESSION_COOKIE_NAMES, sessionCookies } from './cookies.ts'
export { type CheckedCredentials, type Credentials, checkCredentials } from './credentials.ts'
export { type CurlCredentials, credentialsFromCurl } from './credentials-from-curl.ts'
export {
  AbortError,
  AirbnbInsightsError,
  ApiError,
  AuthenticationError,
  type AuthenticationFailure,
  type CredentialsFailure,
  type ErrorCode,
  type ErrorOrigin,
  type GraphqlError,
  InvalidArgumentError,
  InvalidCredentialsError,
  isAbortError,
  isAirbnbInsightsError,
  isApiError,
  isAuthenticationError,
  isInvalidArgumentError,
  isInvalidCredentialsError,
  isNetworkError,
  isRateLimitError,
  isResponseShapeError,
  isStaleOperationError,
  isTimeoutError,
  NetworkError,
  RateLimitError,
  ResponseShapeError,
  type ShapeIssue,
  StaleOperationError,
  TimeoutError,
} from './errors.ts'
export type { Logger } from './logger.ts'
export { type GroupByValue, METRIC_CATALOGUE, type MetricType } from './metric-catalogue.ts'
export { DEFAULT_OPERATIONS, OPERATION_NAMES, type OperationName } from './operations.ts'
export type { RateLimitOptions } from './pacing-policy.ts'
export { parseChartResponse, parseListingsResponse, parseListOfMetricsResponse } from './parse-response.ts'
export type { RetryOptions } from './retry-policy.ts'
export { type ChartResponse, chartResponseSchema } from './schemas/chart-response.ts'
export {
  type ListOfMetricsResponse,
  listOfMetricsResponseSchema,
} from './schemas/list-of-metrics-response.ts'
export { type ListingsResponse, listingsResponseSchema } from './schemas/listings-response.ts'
export type { MetricUnit } from './schemas/metric-unit.ts'
export type { ValueWrapper } from './schemas/value-wrapper.ts'
