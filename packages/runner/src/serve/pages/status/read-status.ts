import type {
  MaintenanceStatus,
  MigrationStatus,
  Pause,
  RunBacklog,
  ServerInfo,
} from 'insights-store-timescale'
import { findDrift } from '../../../notify/conditions/find-drift.ts'
import { withinTime } from '../../../waiting/within-time.ts'
import type { ReadinessReport, SchedulerState } from '../../http/http-server-options.ts'
import type { PagesContext } from '../frame/pages-context.ts'

/** How the service, its database and its queue stand. What could not be told in time is undefined. */
export interface ServiceStatus {
  readonly version: string
  readonly mode: string
  readonly server: ServerInfo
  readonly readiness: ReadinessReport | undefined
  readonly scheduler: SchedulerState | null
  readonly migrations: MigrationStatus | undefined
  readonly tables: MaintenanceStatus | undefined
  readonly backlog: RunBacklog | undefined
  readonly pauses: readonly Pause[] | undefined
  /** What the newest runs say of answers that are not what they were: a title, and an example. */
  readonly drift: readonly { readonly title: string; readonly text: string }[] | undefined
}

/** A page that tells how a database stands must not wait for it. */
const PATIENCE_MS = 3_000

/** Asks everything at once, and waits for nothing for long. */
export async function readStatus(context: PagesContext): Promise<ServiceStatus> {
  const { store, mode, version, scheduler, today } = context
  const [readiness, migrations, tables, backlog, pauses, drift] = await Promise.all([
    inTime(context.readiness()),
    inTime(store.migrationStatus()),
    inTime(store.maintenance.status()),
    inTime(store.runs.backlog({ today: today() })),
    inTime(store.pauses.list()),
    inTime(store.notifications.facts({ today: today() }).then(findDrift)),
  ])
  const known = { readiness, migrations, tables, backlog, pauses, drift }
  return { ...known, version, mode, server: store.server, scheduler: scheduler() }
}

async function inTime<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  return await withinTime(asked, PATIENCE_MS).catch(() => undefined)
}
