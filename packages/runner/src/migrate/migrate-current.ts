import type { Invocation } from '../cli/define-action.ts'
import { openStoreFor } from '../cli/open-store.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatQuantity } from '../output/format.ts'
import { showBatches } from './batch-progress.ts'

/** Tells what is known now from the history again, where it is missing. */
export async function migrateCurrent({
  output,
  ...invocation
}: Invocation<(typeof STORE_SETTING_NAMES)[number]>): Promise<ExitCode> {
  await using store = await openStoreFor(invocation)
  using display = invocation.context.stderr.isTTY === true ? await output.openDisplay() : null
  const filled = await store.maintenance.fillMissingCurrent({ onProgress: showBatches(display) })
  const listings = new Set(filled.map(({ accountId, listingId }) => `${accountId} ${listingId}`)).size
  output.print(
    `${output.style('good', '✓')} ${listings === 0 ? 'Nothing was missing.' : `What is known now of ${formatQuantity(listings, 'listing')} is told from the history again.`}`,
  )
  output.document({ schema: store.schema, filled })
  return 0
}
