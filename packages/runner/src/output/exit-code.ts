/** How a command can end. Documented in `--help`; scripts rely on it. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 130

/**
 * What happened to one account, check or command, each with its exit code:
 * the statuses of runs, the ways that a sync can end without one, and what goes wrong before any.
 */
export const EXIT_CODES = {
  succeeded: 0,
  /** Another process holds the account's lease: postponed, which is no failure. */
  busy: 0,
  /** Nothing was to be done, or not yet, or by another run. */
  nothing_missing: 0,
  superseded: 0,
  not_due: 0,
  /** A run whose end could not be recorded is still down as queued or running. */
  queued: 1,
  running: 1,
  partial: 1,
  failed: 1,
  retries_spent: 1,
  ended: 1,
  usage: 2,
  database: 3,
  configuration: 3,
  auth_failed: 4,
  rate_limited: 5,
  blocked: 6,
  /** Not asked: something was met in between a while ago. */
  paused: 6,
  cancelled: 130,
} as const satisfies Record<string, ExitCode>

/** A thing that happened and counts for the exit code. */
export type Ending = keyof typeof EXIT_CODES

/** What each exit code says, for help and docs. */
export const EXIT_CODE_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'all well',
  1: 'partial or failed, or an output that could not be written (a full disk)',
  2: 'usage: an unknown or malformed flag or setting',
  3: 'database or configuration',
  4: 'expired session',
  5: 'rate-limited',
  6: 'blocked: something between this computer and Airbnb answered',
  130: 'cancelled',
}

const BY_IMPORTANCE: readonly ExitCode[] = [130, 2, 3, 4, 6, 5, 1]

/** The one exit code for all that happened: the first of 130, 3, 4, 6, 5, 1 that applies (a usage error stops all else), or 0. */
export function exitCodeFor(endings: Iterable<Ending>): ExitCode {
  const codes = new Set<ExitCode>([...endings].map((ending) => EXIT_CODES[ending]))
  return BY_IMPORTANCE.find((code) => codes.has(code)) ?? 0
}
