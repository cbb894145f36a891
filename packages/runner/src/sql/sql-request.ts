import type { Invocation } from '../cli/define-action.ts'
import { switchOption, textOption } from '../cli/option-values.ts'
import { didYouMean } from '../config/nearest-name.ts'
import type { SQL_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'
import { UsageError } from '../output/runner-error.ts'

/** `sql` as it was called. */
export type SqlInvocation = Invocation<
  (typeof STORE_SETTING_NAMES)[number] | (typeof SQL_SETTING_NAMES)[number]
>

const FORMATS = ['table', 'csv', 'json', 'ndjson'] as const

/** How rows are printed. */
export type SqlFormat = (typeof FORMATS)[number]

/** What is asked for. */
export interface SqlRequest {
  /** The statement that was given as an argument. */
  readonly statement: string | undefined
  /** The file that has them; `-` is stdin. */
  readonly file: string | undefined
  readonly format: SqlFormat
  /** How many rows are printed; undefined for all. */
  readonly limit: number | undefined
  readonly timeoutMs: number
  readonly write: boolean
  readonly force: boolean
  /** The port to serve at; undefined where nothing is to be served. */
  readonly servePort: number | undefined
}

const DEFAULT_LIMIT = 1000
const DEFAULT_PORT = 5433

/** Reads the flags of `sql`. @throws UsageError */
export function readSqlRequest({ options, args, output }: SqlInvocation): SqlRequest {
  const [statement] = args
  const file = textOption(options, 'file')
  const serve = options['serve']
  const write = switchOption(options, 'write')
  const force = switchOption(options, 'force')
  if (statement !== undefined && file !== undefined) {
    throw new UsageError('--file: given together with a statement, allowed: one of the two')
  }
  if (force && !write) throw new UsageError('--force: given without --write, allowed: together with it')
  const servePort = serve === undefined ? undefined : portOf(serve)
  if (servePort !== undefined && (statement !== undefined || file !== undefined || write)) {
    throw new UsageError(
      '--serve: given together with a statement, --file or --write, allowed: alone; it only reads',
    )
  }
  const format = formatOf(textOption(options, 'format'), output.json)
  const limit = wholeOption(options, 'limit', 1, 100_000_000)
  const seconds = wholeOption(options, 'timeout', 1, 86_400) ?? 30
  return {
    statement,
    file,
    format,
    limit: limit ?? (format === 'table' ? DEFAULT_LIMIT : undefined),
    timeoutMs: seconds * 1000,
    write,
    force,
    servePort,
  }
}

function portOf(given: unknown): number {
  if (given === true) return DEFAULT_PORT
  const port = typeof given === 'string' && /^\d{1,5}$/.test(given) ? Number(given) : -1
  if (port >= 0 && port <= 65_535) return port
  throw new UsageError(
    `--serve: given ${JSON.stringify(given)}, allowed: a port from 1 to 65535, or 0 for any that is free`,
  )
}

function formatOf(given: string | undefined, json: boolean): SqlFormat {
  if (given === undefined) return json ? 'json' : 'table'
  const format = FORMATS.find((one) => one === given)
  if (format === undefined || (json && format !== 'json')) {
    const allowed = json ? 'json, or no --json' : FORMATS.join(', ')
    throw new UsageError(
      `--format: given ${JSON.stringify(given)}, allowed: ${allowed}${didYouMean(given, FORMATS)}`,
    )
  }
  return format
}

function wholeOption(
  options: SqlInvocation['options'],
  key: 'limit' | 'timeout',
  least: number,
  most: number,
): number | undefined {
  const given = textOption(options, key)
  if (given === undefined) return undefined
  const value = /^\d{1,9}$/.test(given) ? Number(given) : 0
  if (value >= least && value <= most) return value
  throw new UsageError(
    `--${key}: given ${JSON.stringify(given)}, allowed: a whole number from ${String(least)} to ${String(most)}`,
  )
}
