import { resolve } from 'node:path'
import { type AnyMetricRow, metricRowColumns, SERIES_COLUMNS, type Store } from 'insights-store-timescale'
import { requireAccount } from '../../accounts/require-account.ts'
import { keepHeapSmall } from '../../cli/keep-heap-small.ts'
import { openStoreForReading } from '../../cli/open-store-for-reading.ts'
import { PartFile } from '../../cli/part-file.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { formatBytes, formatDuration, formatQuantity } from '../../output/format.ts'
import { RunnerError, UsageError } from '../../output/runner-error.ts'
import { encodeRows } from '../encode-rows.ts'
import { ExportProgress } from './export-progress.ts'
import { type ExportInvocation, type ExportRequest, readExportRequest } from './export-request.ts'
import type { ExportTarget } from './export-target.ts'
import { nothingToExport } from './nothing-to-export.ts'
import { requireMetrics } from './require-metrics.ts'
import { rowsText } from './rows-text.ts'
import { type SelectedRows, selectRows } from './select-rows.ts'
import { StandardOutput } from './standard-output.ts'

/** Writes rows of insights to a file or to stdout. */
export async function exportAction(invocation: ExportInvocation): Promise<ExitCode> {
  const request = readExportRequest(invocation)
  refuseBinaryOnTerminal(request, invocation)
  keepHeapSmall()
  await using store = await openStoreForReading(invocation)
  const accountIds = await accountsToExport(store, request)
  await requireMetrics(store, request)
  await using target = await openTarget(request, invocation)
  const progress = await writeRows(invocation, request, store, accountIds, target)
  tell(invocation, request, accountIds, progress)
  return 0
}

async function writeRows(
  invocation: ExportInvocation,
  request: ExportRequest,
  store: Store,
  accountIds: readonly string[],
  target: ExportTarget,
): Promise<ExportProgress> {
  using display = showsProgress(request, invocation) ? await invocation.output.openDisplay() : null
  const progress = new ExportProgress(accountIds.length, display)
  const read = (what: SelectedRows) => {
    const rows = selectRows(store, {
      ...request,
      what,
      accountIds,
      signal: invocation.signal,
      onAccount: (accountId) => progress.beginAccount(accountIds.indexOf(accountId) + 1),
    })
    return counted(rows, progress)
  }
  for await (const piece of encoded(request, read)) {
    // An encoder writes its beginning also where there is no row.
    if (progress.rows === 0) throw await nothingToExport(store, request, accountIds)
    progress.bytes += piece.byteLength
    if (!(await target.write(piece))) break
  }
  if (progress.rows === 0) throw await nothingToExport(store, request, accountIds)
  invocation.signal.throwIfAborted()
  await target.finish()
  display?.done([])
  return progress
}

/** The pieces of the file. */
async function* encoded(
  { what, format, byteOrderMark, forSpreadsheet }: ExportRequest,
  read: (what: SelectedRows) => AsyncIterable<readonly AnyMetricRow[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (what.table === null && what.metrics === null) {
    const { allTablesWorkbook } = await import('../all-tables-workbook.ts')
    yield* allTablesWorkbook((table) => read({ table, metrics: null }))
    return
  }
  const { table } = what
  const columns = table === null ? SERIES_COLUMNS : metricRowColumns(table)
  const options = { byteOrderMark, forSpreadsheet, sheetName: table ?? 'metric' }
  yield* encodeRows(format, columns, read(what), options)
}

async function* counted(
  batches: AsyncIterable<readonly AnyMetricRow[]>,
  progress: ExportProgress,
): AsyncGenerator<readonly AnyMetricRow[]> {
  for await (const rows of batches) {
    progress.addRows(rows.length)
    yield rows
  }
}

async function accountsToExport(store: Store, { accountIds }: ExportRequest): Promise<readonly string[]> {
  if (accountIds !== null) {
    for (const accountId of accountIds) await requireAccount(store, accountId)
    return accountIds
  }
  const accounts = await store.accounts.list()
  if (accounts.length > 0) return accounts.map(({ accountId }) => accountId)
  throw new RunnerError('not_found', 'There is nothing to export: there is no account yet.', {
    hint: 'Add one, then fetch its insights: airbnb-insights accounts import, airbnb-insights sync',
  })
}

async function openTarget({ file }: ExportRequest, { context }: ExportInvocation): Promise<ExportTarget> {
  return file === null ? new StandardOutput(context) : await PartFile.open(resolve(context.cwd, file), file)
}

function refuseBinaryOnTerminal(
  { format, file }: ExportRequest,
  { context }: Pick<ExportInvocation, 'context'>,
): void {
  const isBinary = format === 'parquet' || format === 'xlsx'
  if (!isBinary || file !== null || context.stdout.isTTY !== true) return
  throw new UsageError(
    `--format: given "${format}", which is binary, for a terminal, allowed: ${format} with --output FILE, or into a pipe`,
  )
}

/** Lines that change in place are for a terminal, and not between the rows. */
function showsProgress({ file }: ExportRequest, { context }: ExportInvocation): boolean {
  return context.stderr.isTTY === true && (file !== null || context.stdout.isTTY !== true)
}

function tell(
  { output, context }: ExportInvocation,
  { what: exported, format, file }: ExportRequest,
  accountIds: readonly string[],
  { rows, bytes, elapsedMs }: ExportProgress,
): void {
  const what = `${formatQuantity(rows, 'row')} of ${rowsText(exported)}, ${formatBytes(bytes)}, in ${formatDuration(elapsedMs)}`
  if (file !== null) {
    output.print(`${output.style('good', '✓')} ${file}: ${what}`)
    output.document({
      file: resolve(context.cwd, file),
      table: exported.table,
      metrics: exported.metrics,
      format,
      accounts: accountIds,
      rows,
      bytes,
      durationMs: Math.round(elapsedMs),
    })
  } else if (context.stderr.isTTY === true && context.stdout.isTTY !== true) output.remark(what)
}
