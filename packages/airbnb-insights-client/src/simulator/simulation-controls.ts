import type { CalendarDate } from 'insights-transform'
import type { OperationHashes } from '../operations.ts'
import type { Fault } from './faults.ts'
import type { SimulatedRequest } from './request-log.ts'
import type { SessionExpiredShape } from './responses/failure-answers.ts'
import type { SimulatedAccount } from './session-book.ts'
import type { SimulatedCredentials } from './simulated-credentials.ts'

/** What a test can look at and change while a simulation is served. */
export interface SimulationControls {
  /** The server's own day; also the day of knowledge of every number. */
  readonly today: CalendarDate
  /** The day that relative days count from: `today` less the lag, moved on by `base_day_turns`. */
  readonly baseDay: CalendarDate
  /** Noon UTC of `today`, for the client's option `clock`: a client's own day decides what is too long ago to ask. */
  readonly clock: () => Date
  /** All accounts, with the credentials that are good right now. */
  readonly accounts: readonly SimulatedAccount[]
  /** Every request so far, in the order in which they were answered. */
  readonly requests: readonly SimulatedRequest[]
  /**
   * The most requests of an account that were under way at the same time. Without a latency an answer takes no
   * time, and requests hardly ever overlap.
   */
  maxConcurrent(accountId: string): number
  /** Sets the server's own day. A turned base day falls back to the lag. */
  setToday(day: CalendarDate): void
  /** Moves the server's own day. A turned base day falls back to the lag. */
  advanceDays(days: number): void
  /** Sets how many days the base day is behind. */
  setBaseDayLag(days: number): void
  /** Sets the hashes that the server knows of the operations named; of the others it knows what it knew. */
  setOperations(known: OperationHashes): void
  /** Adds something that goes wrong; faults that were there before come first. */
  addFault(fault: Fault): void
  /** Nothing goes wrong any more. Ended sessions stay ended. */
  clearFaults(): void
  /** Ends an account's session: every request is refused until it is renewed. @defaultValue `as`: 'unauthorized' */
  expireSession(accountId: string, as?: SessionExpiredShape): void
  /** Begins a new session, as a host does who logs in again; earlier cookies are refused. */
  renewSession(accountId: string): SimulatedCredentials
}
