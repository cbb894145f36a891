import { redactConnectionUrl, type Store } from 'insights-store-timescale'
import { dataFolder, holdsNoData } from '../cli/open-store.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { type Finding, fine, worthALook } from './finding.ts'

/** Which database it is; that it is reachable and new enough was found out when it was opened. */
export async function* checkDatabase(
  { server, schema }: Store,
  { settings, context }: DoctorInvocation,
): AsyncGenerator<Finding> {
  if (await holdsNoData({ settings, context })) {
    yield worthALook(
      'database',
      `nothing yet in ${dataFolder(settings, context)}`,
      'The first account makes it: airbnb-insights accounts add --from FILE. Data that lies elsewhere: --data-dir FOLDER',
    )
    return
  }
  const where =
    settings.databaseUrl === undefined
      ? `embedded, in ${dataFolder(settings, context)}`
      : `at ${redactConnectionUrl(settings.databaseUrl)}`
  yield fine('database', `PostgreSQL ${server.version} ${where}, schema ${schema}`)
}
