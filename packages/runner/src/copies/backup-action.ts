import { resolve } from 'node:path'
import type { Invocation } from '../cli/define-action.ts'
import { dataPlace, holdsNoData, openStoreFor } from '../cli/open-store.ts'
import { textOption } from '../cli/option-values.ts'
import { PartFile } from '../cli/part-file.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatBytes, formatDuration, formatQuantity } from '../output/format.ts'
import { RunnerError, UsageError } from '../output/runner-error.ts'
import { rowsOf } from './copied-rows.ts'
import { openCopyDisplay, showCopy } from './copy-display.ts'
import { databaseOfSettings, keysText } from './copy-target.ts'
import { otherPGlite } from './other-pglite.ts'

/** Writes everything into a file. */
export async function backupAction(
  invocation: Invocation<(typeof STORE_SETTING_NAMES)[number]>,
): Promise<ExitCode> {
  const { args, options, output, context, settings, signal } = invocation
  const [file = ''] = args
  if (file === '') throw new UsageError('<file>: given nothing, allowed: the file to write')
  if (await holdsNoData(invocation)) throw nothingToCopy(invocation)
  const engine = await otherPGlite(textOption(options, 'pglite'), context)
  // A server's may be older than this version: it is to be backed up before it is migrated.
  const migrations = settings.databaseUrl === undefined ? 'ready' : 'as-is'
  await using store = await openStoreFor(invocation, { migrations, engine })
  await using target = await PartFile.open(resolve(context.cwd, file), file, { flag: '<file>', secret: true })
  const startedAt = performance.now()
  let bytes = 0
  const contents = await (async () => {
    using display = openCopyDisplay(output, context)
    const written = await store.copies.backUp(
      async (piece) => {
        bytes += piece.byteLength
        await target.write(piece)
      },
      { onProgress: showCopy(display, output), signal },
    )
    display?.done([])
    return written
  })()
  await target.finish()
  const tables = rowsOf(contents)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  output.print(
    `${output.style('good', '✓')} ${file}: ${formatQuantity(rows, 'row')} of ${formatQuantity(tables.length, 'table')}, ${formatBytes(bytes)}, in ${formatDuration(performance.now() - startedAt)}`,
  )
  const keys = keysText(contents.credentialKeyIds, databaseOfSettings(settings, context).folder, null)
  if (keys !== null) output.print(`${keys} The file has no keys.`)
  output.document({
    file: resolve(context.cwd, file),
    bytes,
    rows,
    tables,
    credentialKeyIds: contents.credentialKeyIds,
  })
  return 0
}

/** There is no database yet where one is to be copied. */
export const nothingToCopy = (invocation: Parameters<typeof dataPlace>[0]): RunnerError =>
  new RunnerError('not_found', `There is nothing to copy: no database in ${dataPlace(invocation)}.`, {
    hint: 'Data that lies elsewhere: --data-dir FOLDER or --database-url URL',
  })
