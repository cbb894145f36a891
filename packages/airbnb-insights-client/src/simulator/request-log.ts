import type { CalendarDate, OperationName } from 'insights-transform'
import type { FaultEffect } from './faults.ts'
import type { RequestReading } from './read-request.ts'

/** A request that reached the simulator, and what became of it. Holds no header and no cookie. */
export interface SimulatedRequest {
  method: string
  /** The account that the cookie names, also where its session was refused; `null`: none. */
  accountId: string | null
  /** `null`: the path names no operation. */
  operation: OperationName | null
  /** The hash that the path asks by; `null`: the path names no operation. */
  hash: string | null
  /** The listing asked for; `null` if none or several. */
  listingId: string | null
  listingIds: readonly string[]
  /** The metric asked for; `null`: none could be read. */
  metric: string | null
  relativeDsStart: number | null
  relativeDsEnd: number | null
  /** The server's base day when it answered. */
  baseDay: CalendarDate
  /** The HTTP status; 0 if no answer went out. */
  status: number
  /** The fault that met it; `null`: none. */
  fault: FaultEffect['kind'] | null
  /** Requests of the same account that were under way when this one came, itself included. */
  concurrent: number
  /** The body that went out, where the simulation's option `keepAnswers` keeps it; `null`: none did. */
  answer?: string | null
}

/** What a log entry says of the request itself. */
export function describeReading(
  reading: RequestReading,
): Omit<SimulatedRequest, 'method' | 'baseDay' | 'status' | 'fault' | 'concurrent' | 'answer'> {
  const { accountId, operation, hash, arguments: args } = reading
  const listingIds = args?.listingIds ?? []
  return {
    accountId,
    operation,
    hash,
    listingId: listingIds.length === 1 ? (listingIds[0] ?? null) : null,
    listingIds,
    metric: args?.metric ?? null,
    relativeDsStart: args?.relativeDays?.start ?? null,
    relativeDsEnd: args?.relativeDays?.end ?? null,
  }
}
