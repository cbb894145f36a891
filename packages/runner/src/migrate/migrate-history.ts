import type { Invocation } from '../cli/define-action.ts'
import { openStoreFor } from '../cli/open-store.ts'
import { HISTORY_MODES } from '../config/database-settings.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatQuantity } from '../output/format.ts'
import { UsageError } from '../output/runner-error.ts'
import { showBatches } from './batch-progress.ts'

/** Converts the history and says what was done. */
export async function migrateHistory({
  args,
  output,
  signal,
  ...invocation
}: Invocation<(typeof STORE_SETTING_NAMES)[number]>): Promise<ExitCode> {
  const wanted = HISTORY_MODES.find((mode) => mode === args[0])
  if (wanted === undefined) {
    throw new UsageError(`<mode>: given ${JSON.stringify(args[0])}, allowed: ${HISTORY_MODES.join(', ')}`)
  }
  await using store = await openStoreFor(invocation)
  using display = invocation.context.stderr.isTTY === true ? await output.openDisplay() : null
  const report = await store.maintenance.convertHistory(wanted, { onProgress: showBatches(display), signal })
  const { history, removedRows, addedRows } = report
  const done = output.style('good', '✓')
  output.print(
    history === 'changes'
      ? `${done} The history has a row for each change: ${formatQuantity(removedRows, 'row')} that said what was known removed.`
      : `${done} The history has a row for each reading: ${formatQuantity(addedRows, 'row')} added.`,
  )
  output.document({ schema: store.schema, ...report })
  return 0
}
