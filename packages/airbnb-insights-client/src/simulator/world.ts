import type { OperationName } from 'insights-transform'
import type { SimulatedListing } from './account-plan.ts'
import type { SessionExpiredShape } from './responses/failure-answers.ts'
import type { SimulatedSession } from './simulated-credentials.ts'

/** An account as the server sees it at one moment. */
export interface AccountState extends SimulatedSession {
  listings: readonly SimulatedListing[]
  /** How the server answers if the session has ended; `null`: it has not. */
  expiredAs: SessionExpiredShape | null
  /** Whether the `_aaj` before the newest is still good. */
  acceptsPreviousRotation: boolean
}

/** All that an answer depends on besides the request. Days are day numbers. */
export interface World {
  /** The server's own day, and the day of knowledge of all numbers. */
  today: number
  /** The day that relative days count from. */
  baseDay: number
  /** The hashes of persisted queries that the server knows. */
  operations: Readonly<Record<OperationName, readonly string[]>>
  /** The key of the web client that requests must carry. */
  webKey: string
  accounts: ReadonlyMap<string, AccountState>
  traceId: string
}
