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
  const rest = [
    ...Object.entries(SETTINGS).flatMap(([name, value]) => set('SET', given, name, value)),
    ...lifted(given, 'false'),
  ]
  return [...set('SET', given, ...STATEMENT_LIMIT), rest.join('; ')]
}

/**
 * The same for one transaction alone, which it begins with where a session's settings would reach others: as one text.
 * What is of no use once it has begun is left out.
 */
export const localSettings = (given: string): string =>
  [
    ...[STATEMENT_LIMIT, ...Object.entries(SETTINGS)]
      .filter(([name]) => !OF_SESSIONS.has(name))
      .flatMap(([name, value]) => set('SET LOCAL', given, name, value)),
    ...lifted(given, 'true'),
  ].join('; ')

const STATEMENT_LIMIT = ['statement_timeout', '120s'] as const

const OF_SESSIONS: ReadonlySet<string> = new Set(['idle_session_timeout', 'default_transaction_isolation'])

const set = (how: 'SET' | 'SET LOCAL', given: string, name: string, value: string): string[] =>
  given.includes(name) ? [] : [`${how} ${name} = '${value}'`]

/** @param isLocal whether for one transaction, as SQL has it. */
const lifted = (given: string, isLocal: 'true' | 'false'): string[] => [
  `SELECT set_config('${DECOMPRESSION_LIMIT}', '0', ${isLocal})
      WHERE current_setting('${DECOMPRESSION_LIMIT}', true) = '100000'`,
  ...(given.includes(TRANSACTION_LIMIT)
    ? []
    : [
        `SELECT set_config('${TRANSACTION_LIMIT}', '0', ${isLocal})
      WHERE current_setting('${TRANSACTION_LIMIT}', true) IS NOT NULL`,
      ]),
]
