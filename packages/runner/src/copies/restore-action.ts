import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Invocation } from '../cli/define-action.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatDuration, formatQuantity } from '../output/format.ts'
import { UsageError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'
import { rowsOf } from './copied-rows.ts'
import { openCopyDisplay, showCopy } from './copy-display.ts'
import { databaseOfSettings, keysText, openTarget } from './copy-target.ts'
import { spoolStdin } from './spooled-stdin.ts'

/** Puts what is in a file into an empty database. */
export async function restoreAction(
  invocation: Invocation<(typeof STORE_SETTING_NAMES)[number]>,
): Promise<ExitCode> {
  const { args, output, context, settings, signal } = invocation
  const [file = ''] = args
  await using spooled = file === STDIN ? await spoolStdin(context) : undefined
  const path = spooled?.path ?? resolve(context.cwd, file)
  await refuseUnreadable(path, file)
  const database = databaseOfSettings(settings, context)
  await using store = await openTarget(database, invocation)
  const startedAt = performance.now()
  const contents = await (async () => {
    using display = await openCopyDisplay(output, context)
    const restored = await store.copies.restore(() => createReadStream(path), {
      onProgress: showCopy(display, output),
      signal,
    })
    display?.done([])
    return restored
  })()
  const tables = rowsOf(contents)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  output.print(
    `${output.style('good', '✓')} ${formatQuantity(rows, 'row')} of ${formatQuantity(tables.length, 'table')} as of ${contents.madeAt.slice(0, 16).replace('T', ' ')} UTC are in ${database.place}, in ${formatDuration(performance.now() - startedAt)}; rows and checksums are those of the file.`,
  )
  const keys = keysText(contents.credentialKeyIds, null, database.folder)
  if (keys !== null) output.print(keys)
  output.print('Then look at it: airbnb-insights doctor --offline')
  output.document({
    place: database.place,
    madeAt: contents.madeAt,
    rows,
    tables,
    credentialKeyIds: contents.credentialKeyIds,
  })
  return 0
}

const STDIN = '-'

async function refuseUnreadable(path: string, file: string): Promise<void> {
  const problem = await stat(path).then(
    (found) => (found.isFile() ? null : 'not a file'),
    (error: unknown) => systemErrorText(error),
  )
  if (problem === null) return
  throw new UsageError(
    `<file>: given ${JSON.stringify(file)} (${problem}), allowed: a file that airbnb-insights backup has written`,
  )
}
