import type { MigrationReport, Store } from 'insights-store-timescale'
import type { Invocation } from '../cli/define-action.ts'
import { openStoreFor } from '../cli/open-store.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatQuantity } from '../output/format.ts'
import { migrateQueue } from '../serve/queue/migrate-queue.ts'
import { queueSchema } from '../serve/queue/queue-options.ts'
import { showBatches } from './batch-progress.ts'

/** Applies what is pending and says what was done. */
export async function migrateUp(
  invocation: Invocation<(typeof STORE_SETTING_NAMES)[number]>,
): Promise<ExitCode> {
  const { output } = invocation
  await using store = await openStoreFor(invocation, { migrations: 'as-is', creates: true })
  const report = await migrateShowing(store, invocation)
  const { current } = await store.migrationStatus()
  const done = output.style('good', '✓')
  for (const line of describeReport(report)) output.print(`${done} ${line}`)
  output.print(`${done} The schema ${store.schema} is at ${current ?? 'its beginning'}.`)
  // What is done stays done, and is said, where the queue cannot be made.
  const queue = await migrateQueue(store)
  if (queue.created) output.print(`${done} made the queue, in the schema ${queueSchema(store)}`)
  output.document({
    schema: store.schema,
    current,
    ...report,
    queue: { schema: queueSchema(store), ...queue },
  })
  return 0
}

/** Tables with many rows take their time: on a terminal it is shown how far it has come. */
async function migrateShowing(
  store: Store,
  { context, output }: Pick<Invocation<(typeof STORE_SETTING_NAMES)[number]>, 'context' | 'output'>,
): Promise<MigrationReport> {
  using display = context.stderr.isTTY === true ? await output.openDisplay() : null
  return await store.migrate({ onProgress: showBatches(display) })
}

function describeReport({ applied, adopted, hypertables, encryptedCookies }: MigrationReport): string[] {
  const lines = applied.map((name) => `applied ${name}`)
  if (adopted) lines.push('took over the tables of the Python system with their rows')
  if (hypertables.created.length > 0) lines.push(`made hypertables of ${hypertables.created.join(', ')}`)
  if (hypertables.intervalChanged.length > 0) {
    lines.push(`set the interval of new chunks of ${hypertables.intervalChanged.join(', ')}`)
  }
  if (encryptedCookies > 0)
    lines.push(`encrypted ${formatQuantity(encryptedCookies, 'cookie')} that stood in plaintext`)
  return lines
}
