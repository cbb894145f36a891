import { isNewerSchemaError, isNotMigratedError, type Store } from 'insights-store-timescale'
import { withinTime } from '../../waiting/within-time.ts'

/** How one part of the operator is. */
export interface HealthCheck {
  readonly ok: boolean
  /** What is wrong; null where nothing is. */
  readonly message: string | null
}

/** Whether an operator can work, and what keeps it from that. */
export interface OperatorReadiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<'database' | 'migrations' | 'cluster', HealthCheck>>
}

const PATIENCE_MS = 2_000

const WELL: HealthCheck = { ok: true, message: null }
const ill = (message: string): HealthCheck => ({ ok: false, message })

/** What is told of the cluster. */
interface ClusterState {
  /** Whether the namespace's Deployments have been listed. */
  readonly isKnown: boolean
  /** What stands in the way now, one line each. */
  readonly problems: readonly string[]
}

/** Tells whether database, migrations and cluster are as an operator needs them; one that waits to lead is ready too. */
export async function operatorReadiness(
  store: Pick<Store, 'ping' | 'assertMigrated'>,
  { isKnown, problems }: ClusterState,
): Promise<OperatorReadiness> {
  const database = await checked(() => store.ping(), 'the database does not answer')
  const migrations = database.ok
    ? await checked(() => store.assertMigrated(), 'migrations are pending: airbnb-insights migrate up')
    : ill('not known while the database is away')
  const [first] = problems
  const unknown = isKnown ? WELL : ill('the Deployments of the namespace have not been listed yet')
  const cluster = first === undefined ? unknown : ill(first)
  const checks = { database, migrations, cluster }
  return { ready: Object.values(checks).every(({ ok }) => ok), checks }
}

async function checked(check: () => Promise<void>, problem: string): Promise<HealthCheck> {
  const answer = check().then(
    () => WELL,
    (error: unknown) => ill(isNewerSchemaError(error) || isNotMigratedError(error) ? error.message : problem),
  )
  return (await withinTime(answer, PATIENCE_MS)) ?? ill('the database takes too long to answer')
}
