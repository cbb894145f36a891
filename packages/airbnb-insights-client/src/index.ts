export type {
  AskableMetric,
  CalendarDate,
  CalendarDateInput,
  ChartAnswer,
  ChartSection,
  Comparison,
  DateWindow,
  DateWindowInput,
  Drift,
  FlatListing,
  InsightRows,
  ListingsSection,
  ListOfMetricsAnswer,
  ListOfMetricsSection,
  Logger,
  MetricPage,
  OperationName,
} from 'insights-transform'
export { accountIdFromCookie } from './account-id.ts'
export { buildHeaders, DEFAULT_BASE_URL, type HeaderOptions } from './build-headers.ts'
export {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
  type PersistedQueryBody,
  type RelativeChartQuestion,
  type RelativeListOfMetricsQuestion,
  type RequestContext,
} from './build-requests.ts'
export type { CallOptions } from './call-options.ts'
export type { ChartRequest, ListOfMetricsRequest } from './chart-request.ts'
export { type AccountListings, AirbnbInsightsClient, type VerifiedCredentials } from './client.ts'
export type {
  BaseDayEvent,
  ClientEvent,
  CookiesRotatedEvent,
  IncompleteListingsEvent,
  OperationChangedEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  SchemaDriftEvent,
  ThrottleEvent,
} from './client-event.ts'
export type { AirbnbInsightsClientOptions } from './client-options.ts'
export { parseCookies, sessionCookies } from './cookies.ts'
export { type CheckedCredentials, type Credentials, checkCredentials } from './credentials.ts'
export {
  AbortError,
  AirbnbInsightsError,
  ApiError,
  AuthenticationError,
  type AuthenticationFailure,
  BLOCKED_REASONS,
  BlockedError,
  type BlockedReason,
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
  isBlockedError,
  isInvalidArgumentError,
  isInvalidCredentialsError,
  isNetworkError,
  isRateLimitError,
  isResponseShapeError,
  isStaleOperationError,
  isStaleWebKeyError,
  isTimeoutError,
  isUnexpectedDaysError,
  NetworkError,
  RateLimitError,
  ResponseShapeError,
  type ShapeIssue,
  StaleOperationError,
  StaleWebKeyError,
  TimeoutError,
  UnexpectedDaysError,
} from './errors.ts'
export type { InsightsRequest, ListingWeek, ListingWeekRequest } from './listing-week.ts'
export type { MetricFailure } from './metric-failure.ts'
export { DEFAULT_OPERATIONS, type OperationHashes } from './operations.ts'
export type { RateLimitOptions } from './pacing-policy.ts'
export { parseChart, parseListings, parseListOfMetrics } from './parse-response.ts'
export type { Received } from './received.ts'
export type { RelativeAnswer, RelativeQueries } from './relative-queries.ts'
export type { RetryOptions } from './retry-policy.ts'
export { type ChartResponse, chartResponseSchema } from './schemas/chart-response.ts'
export {
  type ListOfMetricsResponse,
  listOfMetricsResponseSchema,
} from './schemas/list-of-metrics-response.ts'
export { type ListingsResponse, listingsResponseSchema } from './schemas/listings-response.ts'
