import { resolve } from 'node:path'
import type { Invocation } from '../cli/define-action.ts'
import { dataPlace, holdsNoData, openStoreFor } from '../cli/open-store.ts'
import { textOption } from '../cli/option-values.ts'
import { PartFile } from '../cli/part-file.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExportTarget } from '../export/command/export-target.ts'
import { StandardOutput } from '../export/command/standard-output.ts'
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
  await using target = await openBackup(file, invocation)
  const startedAt = performance.now()
  let bytes = 0
  const contents = await (async () => {
    using display = await openCopyDisplay(output, context)
    const written = await store.copies.backUp(
      async (piece) => {
        bytes += piece.byteLength
        if (!(await target.write(piece)))
          throw new RunnerError('not_written', 'Whoever read the backup is gone: it is not whole.')
      },
      { onProgress: showCopy(display, output), signal },
    )
    display?.done([])
    return written
  })()
  await target.finish()
  const tables = rowsOf(contents)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const isFile = file !== STDOUT
  // Of what is said nothing may be in the backup.
  const say = (text: string): void => (isFile ? output.print(text) : output.remark(text))
  say(
    `${isFile ? output.style('good', '✓') : output.remarkStyle('good', '✓')} ${isFile ? file : 'stdout'}: ${formatQuantity(rows, 'row')} of ${formatQuantity(tables.length, 'table')}, ${formatBytes(bytes)}, in ${formatDuration(performance.now() - startedAt)}`,
  )
  const keys = keysText(contents.credentialKeyIds, databaseOfSettings(settings, context).folder, null)
  if (keys !== null) say(`${keys} The ${isFile ? 'file' : 'backup'} has no keys.`)
  output.document({
    file: resolve(context.cwd, file),
    bytes,
    rows,
    tables,
    credentialKeyIds: contents.credentialKeyIds,
  })
  return 0
}

const STDOUT = '-'

async function openBackup(
  file: string,
  { context, output }: Pick<Invocation<never>, 'context' | 'output'>,
): Promise<ExportTarget> {
  if (file !== STDOUT) return await PartFile.open(resolve(context.cwd, file), file, '<file>', true)
  if (output.json) throw new UsageError('--json: given for a backup to stdout, allowed: with a file')
  if (context.stdout.isTTY !== true) return new StandardOutput(context)
  throw new UsageError('<file>: given "-", and stdout is a terminal, allowed: a file, or - into a pipe')
}

/** There is no database yet where one is to be copied. */
export const nothingToCopy = (invocation: Parameters<typeof dataPlace>[0]): RunnerError =>
  new RunnerError('not_found', `There is nothing to copy: no database in ${dataPlace(invocation)}.`, {
    hint: 'Data that lies elsewhere: --data-dir FOLDER or --database-url URL',
  })
