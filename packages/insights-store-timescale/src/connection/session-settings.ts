import type { ConnectionUrl } from './connection-url.ts'

/**
 * What sessions of our own are set to, whatever role, database and server say; what the URL's `options` set goes before.
 * A statement that hangs ends, and a process that was stopped in the middle of a transaction does not hold its locks for
 * ever; a lock is waited for as long as a statement may take.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  idle_in_transaction_session_timeout: '60s',
  lock_timeout: '0',
  idle_session_timeout: '0',
  default_transaction_isolation: 'read committed',
  standard_conforming_strings: 'on',
  datestyle: 'ISO, YMD',
  timezone: 'UTC',
  extra_float_digits: '1',
}

/** How many rows TimescaleDB opens of what is compressed, for one statement that writes; from 2.14 on. */
const DECOMPRESSION_LIMIT = 'timescaledb.max_tuples_decompressed_per_dml_transaction'

/** From PostgreSQL 17 on. */
const TRANSACTION_LIMIT = 'transaction_timeout'

/** What the URL starts a session with, as one text. */
export const startUpOptions = ({ config }: ConnectionUrl): string =>
  [config.options ?? '', ...Object.keys(config)].join(' ')

/**
 * The statements that a new session begins with. The time limit comes first and by itself: the others would have to meet
 * that of the role. A limit of TimescaleDB's is lifted where it is that of the default: an account that is purged, or an
 * old scrape day that is written again for many listings, may well lie in more compressed rows.
 *
 * @param given what the session was started with: settings that are named there stay.
 */
export const sessionSettings = (given: string): string[] => {
  const set = (name: string, value: string): string[] =>
    given.includes(name) ? [] : [`SET ${name} = '${value}'`]
  const rest = [
    ...Object.entries(SETTINGS).flatMap(([name, value]) => set(name, value)),
    `SELECT set_config('${DECOMPRESSION_LIMIT}', '0', false)
      WHERE current_setting('${DECOMPRESSION_LIMIT}', true) = '100000'`,
    ...(given.includes(TRANSACTION_LIMIT)
      ? []
      : [
          `SELECT set_config('${TRANSACTION_LIMIT}', '0', false)
      WHERE current_setting('${TRANSACTION_LIMIT}', true) IS NOT NULL`,
        ]),
  ]
  return [...set('statement_timeout', '120s'), rest.join('; ')]
}
