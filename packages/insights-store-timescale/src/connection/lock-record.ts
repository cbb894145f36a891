import type { EmbeddedDatabaseHolder } from '../errors.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** How long a holder on another machine may be silent. */
const STALE_AFTER_MS = 15_000

/** What a lock file says of its holder. */
export interface LockRecord extends ProcessIdentity {
  since: string
  heartbeatAt: string
  url: string | null
  /** Set by the holder when it leaves; the file stays, so that numbers never begin anew. */
  released: boolean
}

/** How a holder stands. `silent` means: on another machine and without a sign of life, by the clock. */
type HolderState = 'gone' | 'present' | 'silent'

/**
 * Judges a holder. On this machine the process itself tells; from another one there is only its heartbeat.
 *
 * @param local what this machine knows of the holder's pid; undefined for another machine's.
 */
export function judgeHolder(
  record: LockRecord,
  local: { alive: boolean; startedAt: string | null } | undefined,
  now: Date,
): HolderState {
  if (record.released) return 'gone'
  if (local !== undefined) {
    if (!local.alive) return 'gone'
    const known = record.startedAt !== null && local.startedAt !== null
    return known && record.startedAt !== local.startedAt ? 'gone' : 'present'
  }
  return now.getTime() - Date.parse(record.heartbeatAt) > STALE_AFTER_MS ? 'silent' : 'present'
}

/** Reads a lock file's text; undefined where it is not one. */
export function parseLockRecord(text: string): LockRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const {
    host,
    machine,
    pid,
    startedAt,
    since,
    heartbeatAt,
    url,
    released,
  }: Partial<Record<keyof LockRecord, unknown>> = value
  if (typeof host !== 'string' || typeof machine !== 'string' || typeof pid !== 'number') return undefined
  if (typeof since !== 'string' || typeof heartbeatAt !== 'string') return undefined
  return {
    host,
    machine,
    pid,
    startedAt: typeof startedAt === 'string' ? startedAt : null,
    since,
    heartbeatAt,
    url: typeof url === 'string' ? url : null,
    released: released === true,
  }
}

/** The holder as the error tells it. */
export function holderOf(record: LockRecord): EmbeddedDatabaseHolder {
  return { host: record.host, pid: record.pid, since: new Date(record.since), url: record.url }
}
