import type { CalendarDate } from 'insights-transform'
import type { OperationHashes } from '../operations.ts'
import type { ListingCount, SimulatedAccountSpec } from './account-plan.ts'
import type { Fault } from './faults.ts'

/** What a simulation is made of. Everything has a default. */
export interface SimulationOptions {
  /** How many accounts, or which ones. @defaultValue 1 */
  accounts?: number | readonly SimulatedAccountSpec[]
  /** How many listings an account has whose spec does not say: so many, or `{ min, max }`. @defaultValue 3 */
  listings?: ListingCount
  /** Decides the ids and names that are made up. The numbers do not depend on it. @defaultValue 1 */
  seed?: number
  /** The server's own day. @defaultValue the UTC day on which the simulation is made */
  today?: CalendarDate
  /** How many days before its own day the server counts relative days from. @defaultValue 3 */
  baseDayLag?: number
  /** What goes wrong from the beginning. @defaultValue nothing */
  faults?: readonly Fault[]
  /** The hashes of persisted queries that the server knows. @defaultValue all that the client knows */
  operations?: OperationHashes
  /** The web client's key that the server wants. @defaultValue the public one, as the client sends it */
  webKey?: string
  /**
   * Answers a repeated identical request from the first one's bytes, trace id included: for benchmarks.
   *
   * @defaultValue false
   */
  prerender?: boolean
  /** Whether requests are kept in `requests`. @defaultValue true */
  requestLog?: boolean
  /** Whether `requests` keeps the answers' bodies, for `answeredNumbers`. @defaultValue false */
  keepAnswers?: boolean
}
