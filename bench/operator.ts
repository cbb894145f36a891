import { setTimeout as delay } from 'node:timers/promises'
import { openStore, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { type Measurement, measurementOf, type Pair } from './measurement.ts'
import { type OperatorCluster, operatorCluster } from './operator-cluster.ts'
import { startFleet, storeAccounts } from './simulated-fleet.ts'
import { migrate, type SpawnedService, spawnService } from './spawned-service.ts'

const ACCOUNTS = 1000
const RUNS = 3
/** What it may take. */
const SECONDS = 60
const CALLS_EACH = 3
const IDLE_SECONDS = 2
/** Passes without anything to change that are waited for. */
const IDLE_PASSES = 5

/** How long an operator takes to make a worker for each of many accounts, with how many calls, and to find nothing to do. */
export async function operator(): Promise<Measurement[]> {
  const making: Pair[] = []
  const calling: Pair[] = []
  const idling: Pair[] = []
  let what = ''
  for (let run = 0; run < RUNS; run++) {
    await using cluster = await operatorCluster()
    ;({ what } = cluster)
    const { madeIn, calls, megabytes, idleSeconds } = await reconciled(cluster)
    making.push({ measured: madeIn, against: SECONDS, beside: { 'MB of the operator': megabytes } })
    calling.push({ measured: calls, against: CALLS_EACH * ACCOUNTS })
    idling.push({ measured: idleSeconds, against: IDLE_SECONDS })
  }
  const target = { atMost: 1 }
  return [
    measurementOf({
      name: 'operator',
      what: `s from the start of an operator until ${ACCOUNTS} accounts are checked and have a worker in ${what}, against the ${SECONDS} s that are allowed`,
      target,
      units: ['s', 's allowed'],
      pairs: making,
    }),
    measurementOf({
      name: 'operator-calls',
      what: `calls to the API server for ${ACCOUNTS} workers, against the ${CALLS_EACH} for each that are allowed`,
      target,
      units: ['calls', 'calls allowed'],
      pairs: calling,
    }),
    measurementOf({
      name: 'operator-idle',
      what: `s of a pass over ${ACCOUNTS} workers that finds nothing to do and writes nothing, against the ${IDLE_SECONDS} s that are allowed`,
      target,
      units: ['s of a pass', 's allowed'],
      pairs: idling,
    }),
  ]
}

async function reconciled(cluster: OperatorCluster) {
  using fleet = await startFleet({ accounts: ACCOUNTS, listings: 1 })
  const database = await createTestDatabase()
  try {
    await migrate(database.url)
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await storeAccounts(store, fleet.accounts)
    const env = {
      KUBECONFIG: cluster.kubeconfig,
      OPERATOR_NAMESPACE: cluster.namespace,
      OPERATOR_CHANGES_PER_MINUTE: '100000',
      OPERATOR_CHECKS_AT_A_TIME: '16',
      OPERATOR_FULL_PASS_SECONDS: '1',
      AIRBNB_BASE_URL: fleet.url,
    }
    const begun = performance.now()
    await using spawned = await spawnService({ mode: 'operator', databaseUrl: database.url, env })
    await untilCreated(store)
    const madeIn = (performance.now() - begun) / 1000
    const made = await quiet(spawned)
    return {
      madeIn,
      calls: callsIn(made),
      megabytes: megabytesIn(made),
      idleSeconds: await idlePass(spawned),
    }
  } finally {
    await database.drop()
  }
}

async function untilCreated(store: Store): Promise<void> {
  const created = async (): Promise<number> =>
    (await store.operator.events({ limit: 4 * ACCOUNTS })).filter(({ kind }) => kind === 'created').length
  while ((await created()) < ACCOUNTS) await delay(250)
}

/** The metrics once nothing is to be changed any more and the events are out. */
async function quiet(spawned: SpawnedService): Promise<string> {
  let before = ''
  for (;;) {
    const text = await metrics(spawned)
    if (
      numberIn(text, 'airbnb_insights_operator_pending_changes') === 0 &&
      callsIn(text) === callsIn(before)
    ) {
      return text
    }
    before = text
    await delay(1000)
  }
}

/** How long one of several passes took that found nothing to do. @throws where one of them wrote something */
async function idlePass(spawned: SpawnedService): Promise<number> {
  const before = await metrics(spawned)
  let after = before
  while (passes(after) < passes(before) + IDLE_PASSES) {
    await delay(500)
    after = await metrics(spawned)
  }
  if (callsIn(after) !== callsIn(before)) throw new Error('a pass with nothing to do asked the API server')
  return (seconds(after) - seconds(before)) / (passes(after) - passes(before))
}

const passes = (text: string): number =>
  numberIn(text, 'airbnb_insights_operator_pass_duration_seconds_count')
const seconds = (text: string): number => numberIn(text, 'airbnb_insights_operator_pass_duration_seconds_sum')

async function metrics({ url }: SpawnedService): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text()
}

const CALLS =
  /^airbnb_insights_operator_api_calls_total\{verb="(\w+)",resource="([\w.]+)",status="\d+"\} (\d+)$/gm

/** Without the lease, which is renewed whatever there is to do, and a watch that is begun anew. */
function callsIn(text: string): number {
  return [...text.matchAll(CALLS)]
    .filter(([, verb, resource]) => verb !== 'watch' && resource !== 'leases.coordination.k8s.io')
    .reduce((sum, [, , , count]) => sum + Number(count), 0)
}

function megabytesIn(text: string): number {
  return numberIn(text, 'process_resident_memory_bytes') / 1e6
}

function numberIn(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}
