import type { Store } from 'insights-store-timescale'
import { broken, type Finding, fine } from './finding.ts'

/** Whether the schema is up to date; an embedded database is brought up to date, as every command does. */
export async function* checkMigrations(store: Store): AsyncGenerator<Finding> {
  if (store.server.kind === 'embedded') await store.migrate()
  const { current, applied, pending } = await store.migrationStatus()
  if (pending.length === 0) {
    yield fine('migrations', `${applied.length} applied, up to date at ${current ?? 'the beginning'}`)
    return
  }
  yield broken(
    'migrations',
    'database',
    `pending: ${pending.join(', ')}`,
    'Run `airbnb-insights migrate up`.',
  )
}
