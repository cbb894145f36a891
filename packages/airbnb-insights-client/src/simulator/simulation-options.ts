import type { OperationName } from '../operations.ts'
import type { ListingCount, SimulatedAccountSpec } from './account-plan.ts'
import type { CalendarDate } from './calendar.ts'
import type { Fault } from './faults.ts'

/** What a simulation is made of. Everything has a default. */
export interface SimulationOptions {
  /** How many accounts, or which ones. @defaultValue 1 */
  accounts?: number | readonly SimulatedAccountSpec[]
  /** How many listings an account has whose spec does not say: so many, or from … to. @defaultValue 3 */
  listings?: ListingCount
  /** Decides the ids and names that are made up. The numbers do not depend on it. @defaultValue 1 */
  seed?: number
  /** The server's own day. @defaultValue the UTC day on which the simulation is made */
  today?: CalendarDate
  /** How many days before its own day the server counts relative days from. @defaultValue 3 */
  baseDayLag?: number
  /** What goes wrong from the beginning. @defaultValue nothing */
  faults?: readonly Fault[]
  /** The hashes that the server knows, where they are not the client's defaults. */
  operations?: Partial<Record<OperationName, string>>
  /** The API key that the server wants. @defaultValue the public web key */
  apiKey?: string
  /**
   * Answers a repeated identical request from the first one's bytes, trace id included: for benchmarks.
   *
   * @defaultValue false
   */
  prerender?: boolean
  /** Whether requests are kept in `requests`. @defaultValue true */
  requestLog?: boolean
}
