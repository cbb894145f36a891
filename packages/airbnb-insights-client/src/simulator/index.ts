export type { BlockedReason } from '../errors.ts'
export type {
  ListingCount,
  SimulatedAccountSpec,
  SimulatedListing,
  SimulatedListingSpec,
} from './account-plan.ts'
export { type AnsweredNumber, answeredNumbers } from './answered-numbers.ts'
export type { Fault, FaultCondition, FaultEffect } from './faults.ts'
export type { NumberedListing } from './nights/listing-subject.ts'
export { simulatedValue } from './nights/simulated-value.ts'
export { type SimulatedWindowMetric, simulatedWindowMetrics } from './nights/window-metrics.ts'
export type { SimulatedRequest } from './request-log.ts'
export { BLOCKED_SHAPES, type BlockedOptions, type BlockedShape } from './responses/blocked-answers.ts'
export type {
  GraphqlErrorOptions,
  SessionExpiredShape,
  StaleOperationShape,
} from './responses/failure-answers.ts'
export type { EmptyShape, MalformedShape, NovelMetricOptions } from './responses/spoiled-answers.ts'
export { type SimulatorCommand, type SimulatorReport, serveToParent } from './serve-to-parent.ts'
export type { SimulatedAccount } from './session-book.ts'
export {
  type SimulatedCredentials,
  type SimulatedSession,
  simulatedCredentials,
} from './simulated-credentials.ts'
export { type SimulatedSignIn, simulatedSignIn } from './simulated-sign-in.ts'
export type { SimulationControls } from './simulation-controls.ts'
export type { SimulationOptions } from './simulation-options.ts'
export { type Simulator, type SimulatorOptions, startSimulator } from './start-simulator.ts'
