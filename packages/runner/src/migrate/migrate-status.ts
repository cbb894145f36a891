import type { Invocation } from '../cli/define-action.ts'
import { openStoreFor } from '../cli/open-store.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import { EXIT_CODES, type ExitCode } from '../output/exit-code.ts'
import { queueState } from '../serve/queue/migrate-queue.ts'

/** Shows applied and pending migrations. */
export async function migrateStatus(
  invocation: Invocation<(typeof STORE_SETTING_NAMES)[number]>,
): Promise<ExitCode> {
  const { output } = invocation
  await using store = await openStoreFor(invocation, { migrations: 'as-is' })
  const { current, applied, pending } = await store.migrationStatus()
  const queue = await queueState(store)
  output.document({ schema: store.schema, current, applied, pending, queue })
  await output.table(
    [
      ...applied.map((migration) => ({ migration, state: 'applied' as const })),
      ...pending.map((migration) => ({ migration, state: 'pending' as const })),
      {
        migration: "the service's queue",
        state: queue === 'ready' ? ('applied' as const) : ('pending' as const),
      },
    ],
    [
      { heading: 'Migration', text: ({ migration }) => migration },
      {
        heading: 'State',
        text: ({ state }) => state,
        tone: ({ state }) => (state === 'applied' ? 'good' : 'warning'),
      },
    ],
  )
  if (pending.length === 0 && queue === 'ready') return 0
  if (store.server.kind === 'embedded') {
    output.print('The embedded database is migrated by the next command that uses it.')
    return 0
  }
  output.print('Apply what is pending: airbnb-insights migrate up')
  // Without the queue all but `serve` works.
  return pending.length === 0 ? 0 : EXIT_CODES.database
}
