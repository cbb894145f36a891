import type { AskedFrom, Pause, SessionOutlook, Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { Gauge } from 'prom-client'
import { isNearItsEnd } from '../../accounts/outlook-text.ts'
import { withinTime } from '../../waiting/within-time.ts'
import type { MetricsRegistry } from './metrics-format.ts'

/** How long a scrape waits for the database. */
const DATABASE_TIMEOUT_MS = 2_000

/** What is read from the database: the same from every process, so that alerts take the maximum and not the sum. */
interface DatabaseMetrics {
  /** Reads all anew. Where the database does not answer in time, says so and leaves the rest out. */
  refresh(): Promise<void>
}

interface DatabaseReading {
  readonly queue: Readonly<Record<'queued' | 'active' | 'waiting', number>>
  readonly oldestSeconds: number
  readonly accounts: Readonly<Record<'active' | 'inactive' | 'expired', number>>
  readonly overdue: number
  readonly pauses: readonly Pause[]
  readonly outlooks: readonly SessionOutlook[]
}

/** Registers the metrics of the database. */
export function createDatabaseMetrics(
  register: MetricsRegistry,
  { store, today, from }: { store: Store; today: () => CalendarDate; from: AskedFrom },
): DatabaseMetrics {
  const registers = [register]
  const up = new Gauge({
    name: 'airbnb_insights_database_up',
    help: 'Whether the database answered when this was read.',
    registers,
  })
  const pool = new Gauge({
    name: 'airbnb_insights_database_pool_connections',
    help: "Connections of this process's pool, and requests that wait for one.",
    labelNames: ['state'],
    registers,
  })
  const poolSize = new Gauge({
    name: 'airbnb_insights_database_pool_size',
    help: "Connections that this process's pool may open.",
    registers,
  })
  const depth = new Gauge({
    name: 'airbnb_insights_queue_depth',
    help: 'Runs that are due, carried out, or due at a later time.',
    labelNames: ['state'],
    registers,
  })
  const oldest = new Gauge({
    name: 'airbnb_insights_queue_oldest_seconds',
    help: 'For how long the oldest due run has been waiting to begin; 0 where none is.',
    registers,
  })
  const accounts = new Gauge({
    name: 'airbnb_insights_accounts',
    help: 'Accounts that are active, not active, or active with an expired session.',
    labelNames: ['state'],
    registers,
  })
  const overdue = new Gauge({
    name: 'airbnb_insights_accounts_overdue',
    help: 'Active accounts with a session and without a complete sync for more than 26 hours.',
    registers,
  })

  const paused = new Gauge({
    name: 'airbnb_insights_pauses',
    help: 'Pauses that last because something in between answered: of a whole network before a site, or of one account.',
    labelNames: ['scope'],
    registers,
  })
  const ending = new Gauge({
    name: 'airbnb_insights_sessions_ending',
    help: 'Sessions of active accounts that work and will probably end soon, as Airbnb does not renew them.',
    registers,
  })
  const soonestEnd = new Gauge({
    name: 'airbnb_insights_sessions_soonest_end_timestamp_seconds',
    help: 'When the first of these sessions will probably end; absent where nothing speaks for any time.',
    registers,
  })
  for (const gauge of [poolSize, soonestEnd]) gauge.remove()

  const show = ({
    queue,
    oldestSeconds,
    accounts: counts,
    overdue: late,
    pauses,
    outlooks,
  }: DatabaseReading): void => {
    const ofAll = pauses.filter(({ accountId: one }) => one === null).length
    paused.set({ scope: 'network' }, ofAll)
    paused.set({ scope: 'account' }, pauses.length - ofAll)
    for (const [state, count] of Object.entries(queue)) depth.set({ state }, count)
    for (const [state, count] of Object.entries(counts)) accounts.set({ state }, count)
    oldest.set(oldestSeconds)
    overdue.set(late)
    ending.set(outlooks.filter(isNearItsEnd).length)
    const ends = outlooks.flatMap(({ likelyEnd }) => likelyEnd?.getTime() ?? [])
    if (ends.length > 0) soonestEnd.set(Math.min(...ends) / 1000)
    else soonestEnd.remove()
  }

  /** What was read once is not told again as if it were so now. */
  const forget = (): void => {
    depth.reset()
    accounts.reset()
    paused.reset()
    oldest.remove()
    overdue.remove()
    ending.remove()
    soonestEnd.remove()
  }

  return {
    async refresh() {
      showPool(pool, poolSize, store)
      const reading = await withinTime(readDatabase(store, today(), from), DATABASE_TIMEOUT_MS)
      up.set(reading === undefined ? 0 : 1)
      if (reading === undefined) forget()
      else show(reading)
    },
  }
}

async function readDatabase(store: Store, today: CalendarDate, from: AskedFrom): Promise<DatabaseReading> {
  const [{ queued, active, waiting, oldestDueSeconds }, counts, pauses, outlooks] = await Promise.all([
    store.runs.backlog({ today, from }),
    store.accounts.counts(),
    store.pauses.list(),
    store.accounts.sessionOutlooks(),
  ])
  return {
    queue: { queued, active, waiting },
    oldestSeconds: oldestDueSeconds ?? 0,
    accounts: { active: counts.active, inactive: counts.inactive, expired: counts.expired },
    overdue: counts.overdue,
    pauses,
    outlooks: Array.from(outlooks.values()),
  }
}

/** The embedded database has one session and no pool. */
function showPool(gauge: Gauge<'state'>, size: Gauge, { driver }: Store): void {
  if (driver.kind !== 'server') return
  const { totalCount, idleCount, waitingCount, options } = driver.pool
  if (options.max !== undefined) size.set(options.max)
  gauge.set({ state: 'busy' }, totalCount - idleCount)
  gauge.set({ state: 'idle' }, idleCount)
  gauge.set({ state: 'waiting' }, waitingCount)
}
