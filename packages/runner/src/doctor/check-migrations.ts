import { missingGrants, type Store } from 'insights-store-timescale'
import { broken, type Finding, fine } from './finding.ts'

/** Whether the schema is up to date; an embedded database is brought up to date, as every command does. */
export async function* checkMigrations(store: Store): AsyncGenerator<Finding> {
  if (store.server.kind === 'embedded') await store.migrate()
  const { current, applied, pending } = await store.migrationStatus()
  if (pending.length === 0) {
    yield fine('migrations', `${applied.length} applied, up to date at ${current ?? 'the beginning'}`)
    return
  }
  const grants = await missingGrants(store.db, store.schema)
  yield broken(
    'migrations',
    'database',
    `pending: ${pending.join(', ')}`,
    grants.length === 0
      ? 'Run `airbnb-insights migrate up`.'
      : `An administrator of the database runs ${grants.join(' ')} then \`airbnb-insights migrate up\`.`,
  )
}
