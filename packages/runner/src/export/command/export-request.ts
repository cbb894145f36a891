import { extname } from 'node:path'
import {
  apiName,
  type CalendarDate,
  isLongTable,
  LONG_TABLE_NAMES,
  METRIC_TABLE_NAMES,
  type MetricTable,
} from 'insights-transform'
import { checkedAccountId } from '../../accounts/account-invocation.ts'
import type { Invocation } from '../../cli/define-action.ts'
import { dayOption, textOption, textsOption } from '../../cli/option-values.ts'
import { didYouMean } from '../../config/nearest-name.ts'
import type { STORE_SETTING_NAMES } from '../../config/settings.ts'
import { UsageError } from '../../output/runner-error.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../export-format.ts'

/** One run of `export`. */
export type ExportInvocation = Invocation<(typeof STORE_SETTING_NAMES)[number]>

/** Which rows are to be exported. */
export type ExportedRows =
  | {
      readonly table: MetricTable
      /** Metrics of a long table by name, each once; null for all. */
      readonly metrics: readonly string[] | null
    }
  | {
      /** The series of metrics, whichever tables hold them. */
      readonly table: null
      readonly metrics: readonly string[]
    }
  | {
      /** All tables that hold something, each in a sheet of its own. */
      readonly table: null
      readonly metrics: null
    }

/** What is to be exported, and how. */
export interface ExportRequest {
  readonly what: ExportedRows
  readonly format: ExportFormat
  /** Whether a CSV file begins with a byte order mark. */
  readonly byteOrderMark: boolean
  /** Whether CSV keeps the digits of ids in a spreadsheet. */
  readonly forSpreadsheet: boolean
  /** The file as it was named; null for stdout. */
  readonly file: string | null
  /** Accounts by id, each once; null for all. */
  readonly accountIds: readonly string[] | null
  /** Listings by id, each once; null for all. */
  readonly listingIds: readonly string[] | null
  readonly from: CalendarDate | undefined
  readonly to: CalendarDate | undefined
  readonly asOf: CalendarDate | undefined
}

/**
 * Reads the table and the flags of `export`.
 *
 * @throws UsageError for what is unknown, malformed or contradicts itself.
 */
export function readExportRequest({
  args,
  options,
  output: { json },
}: Pick<ExportInvocation, 'args' | 'options' | 'output'>): ExportRequest {
  const file = fileOf(textOption(options, 'output'))
  if (json && file === null) {
    throw new UsageError(
      '--json: given without a file, allowed: together with --output FILE, which it describes',
    )
  }
  const from = dayOption(options, '--from', 'from')
  const to = dayOption(options, '--to', 'to')
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`--from: given "${from}", allowed: a day that is not after --to, which is ${to}`)
  }
  const format = formatOf(textOption(options, 'format'), file)
  const forSpreadsheet = options['forSpreadsheet'] === true
  if (forSpreadsheet) checkForSpreadsheet(format, options)
  return {
    what: rowsOf(args[0], textsOption(options, 'metric'), format),
    format,
    byteOrderMark: forSpreadsheet || (file !== null && options['bom'] !== false),
    forSpreadsheet,
    file,
    accountIds: idsOf(textsOption(options, 'account'), (id) => checkedAccountId(id, '--account')),
    listingIds: idsOf(textsOption(options, 'listing'), checkedListingId),
    from,
    to,
    asOf: dayOption(options, '--as-of', 'asOf'),
  }
}

function fileOf(given: string | undefined): string | null {
  if (given === '') throw new UsageError('--output: given "", allowed: the path of a file, or - for stdout')
  return given === undefined || given === '-' ? null : given
}

/** @throws UsageError where it says nothing, or is taken back. */
function checkForSpreadsheet(format: ExportFormat, options: ExportInvocation['options']): void {
  if (format !== 'csv') {
    throw new UsageError(
      `--for-spreadsheet: given with ${format}, allowed: with csv${format === 'xlsx' ? '; an xlsx file needs it not' : ''}`,
    )
  }
  if (options['bom'] === false) {
    throw new UsageError('--for-spreadsheet: given with --no-bom, allowed: one of them')
  }
}

function rowsOf(
  given: string | undefined,
  metric: readonly string[] | undefined,
  format: ExportFormat,
): ExportedRows {
  const metrics = metric === undefined ? null : metricsOf(metric)
  if (given === undefined) {
    if (metrics !== null || format === 'xlsx') return { table: null, metrics }
    throw new UsageError(
      `<table>: given nothing, allowed: ${METRIC_TABLE_NAMES.join(', ')}, or --metric NAME for a metric of any table, or --format xlsx for all tables`,
    )
  }
  const table = tableOf(given)
  if (metrics !== null && !isLongTable(table)) {
    throw new UsageError(
      `--metric: given with ${table}, whose rows have columns for each metric, allowed: with ${LONG_TABLE_NAMES.join(' or ')}, or without a table`,
    )
  }
  return { table, metrics }
}

/** The names as they are stored: so that one that the API made up can be given as it came. */
function metricsOf(given: readonly string[]): readonly string[] {
  const names = given.flatMap((text) => text.split(',')).filter((name) => name.trim() !== '')
  if (names.length > 0) return [...new Set(names.map(apiName))]
  throw new UsageError(`--metric: given ${JSON.stringify(given.join(' '))}, allowed: names of metrics`)
}

function tableOf(given: string): MetricTable {
  const table = METRIC_TABLE_NAMES.find((one) => one === given)
  if (table !== undefined) return table
  throw new UsageError(
    `<table>: given ${JSON.stringify(given)}, allowed: ${METRIC_TABLE_NAMES.join(', ')}${didYouMean(given, METRIC_TABLE_NAMES)}`,
  )
}

/** The names of formats that are other programs' for one of ours. */
const OTHER_NAMES: Readonly<Record<string, ExportFormat>> = { jsonl: 'ndjson' }

function formatOf(given: string | undefined, file: string | null): ExportFormat {
  const ending = file === null ? '' : extname(file).slice(1).toLowerCase()
  const name = given ?? (ending === '' ? 'csv' : ending)
  const format = EXPORT_FORMATS.find((one) => one === (OTHER_NAMES[name] ?? name))
  if (format !== undefined) return format
  if (given === undefined) {
    throw new UsageError(
      `--output: given ${JSON.stringify(file)}, allowed: a name that ends in .xlsx, .csv, .json, .ndjson, .jsonl or .parquet, or any with --format`,
    )
  }
  throw new UsageError(
    `--format: given ${JSON.stringify(given)}, allowed: ${EXPORT_FORMATS.join(', ')}${didYouMean(given, EXPORT_FORMATS)}`,
  )
}

function idsOf(
  given: readonly string[] | undefined,
  checked: (id: string) => string,
): readonly string[] | null {
  return given === undefined ? null : [...new Set(given.map(checked))]
}

function checkedListingId(text: string): string {
  if (/^\d{1,30}$/.test(text)) return text
  throw new UsageError(`--listing: given ${JSON.stringify(text)}, allowed: the digits of Airbnb listing ids`)
}
