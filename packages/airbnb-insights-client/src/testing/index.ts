export type { BlockedReason } from '../errors.ts'
export type {
  ListingCount,
  SimulatedAccountSpec,
  SimulatedListing,
  SimulatedListingSpec,
} from '../simulator/account-plan.ts'
export { type AnsweredNumber, answeredNumbers } from '../simulator/answered-numbers.ts'
export type { Fault, FaultCondition, FaultEffect } from '../simulator/faults.ts'
export type { IncomingRequest } from '../simulator/incoming-request.ts'
export type { NumberedListing } from '../simulator/nights/listing-subject.ts'
export { type SimulatedWindowMetric, simulatedWindowMetrics } from '../simulator/nights/window-metrics.ts'
export type { SimulatedRequest } from '../simulator/request-log.ts'
export { type Answer, jsonAnswer } from '../simulator/responses/answer.ts'
export {
  BLOCKED_SHAPES,
  type BlockedOptions,
  type BlockedShape,
  blocked,
  otherSite,
} from '../simulator/responses/blocked-answers.ts'
export { type ChartResponseOptions, chartResponse } from '../simulator/responses/chart-response.ts'
export {
  type GraphqlErrorOptions,
  graphqlError,
  htmlPage,
  httpFailure,
  loginPage,
  rateLimited,
  refused,
  SESSION_EXPIRED_SHAPES,
  type SessionExpiredShape,
  type StaleOperationShape,
  sessionExpired,
  staleOperation,
} from '../simulator/responses/failure-answers.ts'
export {
  type ListOfMetricsResponseOptions,
  listOfMetricsResponse,
} from '../simulator/responses/list-of-metrics-response.ts'
export {
  type ListingInput,
  type ListingsResponseOptions,
  listingsResponse,
} from '../simulator/responses/listings-response.ts'
export type { MetricInput, PointInput } from '../simulator/responses/metric-unit.ts'
export type {
  ChartGranularity,
  ChartSectionShape,
  DataPointShape,
  LineChartShape,
  ListingRowShape,
  ListingsSectionShape,
  ListOfMetricsSectionShape,
  MetricUnitShape,
  PerformanceResponseShape,
  ValueWrapperShape,
} from '../simulator/responses/response-shape.ts'
export {
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
} from '../simulator/responses/spoiled-answers.ts'
export type { SimulatedAccount } from '../simulator/session-book.ts'
export type { SimulatedCredentials } from '../simulator/simulated-credentials.ts'
export { createSimulation, type Reaction, type Simulation, type Visit } from '../simulator/simulation.ts'
export type { SimulationControls } from '../simulator/simulation-controls.ts'
export type { SimulationOptions } from '../simulator/simulation-options.ts'
export type { MockedAnswer } from './http-response.ts'
export { type InsightsHandlersOptions, insightsHandlers } from './insights-handlers.ts'
export type { RouteOptions } from './operation-route.ts'
export { type RespondWithOptions, respondWith } from './respond-with.ts'
