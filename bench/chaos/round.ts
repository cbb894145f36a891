import { setTimeout as delay } from 'node:timers/promises'
import type { Simulator } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { type Ended, startCommand } from './command.ts'
import type { RoundDatabase, RoundServer } from './databases.ts'
import type { ChaosFault, FaultReach, ReadyFault } from './faults.ts'
import { differenceOf, type RowsOfListings, readRows } from './insight-rows.ts'
import type { SeededRandom } from './seeded-random.ts'

/** What every round works with. */
interface RoundOptions {
  readonly random: SeededRandom
  readonly fault: ChaosFault
  readonly simulator: Simulator
  readonly database: RoundDatabase
  readonly server: RoundServer
  /** What a sync without any fault stores. */
  readonly reference: RowsOfListings
}

/** Few weeks, so that a round takes little time. */
export const WEEKS = { LOOKBACK_WEEKS: '2', LOOKAHEAD_WEEKS: '1', HORIZON_WEEKS: '1' } as const
/** Requests of a sync of these weeks, about. */
const REQUESTS = 26
/** No command may take longer, whatever goes wrong. */
const LIMIT_MS = 90_000

/**
 * Syncs while something goes wrong, holds what is stored and recorded against the truth, then syncs without a fault,
 * after which all must be there.
 *
 * @returns what was wrong; empty where nothing was
 */
export async function playRound(options: RoundOptions): Promise<string[]> {
  const { random, fault, simulator, database, reference } = options
  const [account] = simulator.accounts
  if (account === undefined) throw new Error('The simulator has no account.')
  const { accountId } = account
  const violations: string[] = []
  const renew = (store: Store) => {
    const { cookie, clientVersion, userAgent } = simulator.renewSession(accountId)
    return store.accounts.upsert({ accountId, cookie, clientVersion, userAgent })
  }
  await database.look(renew)

  const env = {
    ...database.env,
    ...WEEKS,
    AIRBNB_BASE_URL: simulator.url,
    AIRBNB_MIN_INTERVAL_MS: '0',
    ALLOW_PLAINTEXT_CREDENTIALS: 'true',
  }
  const sync = (ready: ReadyFault = {}) =>
    startCommand(['sync', '--json'], {
      cwd: database.folder,
      env: { ...env, ...ready.env },
      limitMs: LIMIT_MS,
      ...(ready.nodeArgs === undefined ? {} : { nodeArgs: ready.nodeArgs }),
      ...(ready.stdoutFile === undefined ? {} : { stdoutFile: ready.stdoutFile }),
    })
  const reach: FaultReach = {
    ...options,
    expireLeases: () => database.look(expireLeases),
    syncElsewhere: async () => judge('the sync meanwhile', await sync().ended),
  }
  const before = simulator.requests.length
  const strikeAt = random.between(0, REQUESTS)
  const ready = fault.ready(reach)
  const struck = sync(ready)
  if (ready.strike !== undefined) await strike(ready.strike.bind(ready))
  const ended = await struck.ended
  judge('the struck sync', ended)
  if (ready.mustFail === true && ended.code === 0)
    violations.push('exit code 0 though nothing could be written')
  simulator.clearFaults()
  database.makeRoom()
  await database.look((store) => holdAgainstTruth(store, ended))

  for (let attempt = 1; attempt <= 2; attempt++) {
    await database.look(async (store) => {
      await expireLeases(store)
      const known = await store.accounts.get(accountId)
      if (known?.credentialStatus !== 'ok') await renew(store)
    })
    const healed = await sync().ended
    judge('the healing sync', healed)
    const wrong = await database.look((store) => whatIsWrong(store))
    if (healed.code === 0 && wrong.length === 0) return violations
    if (attempt === 2) {
      violations.push(...wrong, `not healed: exit ${String(healed.code)}: ${healed.stderr.slice(0, 300)}`)
    }
  }
  return violations

  async function strike(blow: (child: typeof struck.child) => Promise<void> | void): Promise<void> {
    const { child } = struck
    const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null
    while (!isOver() && simulator.requests.length - before < strikeAt) await delay(2)
    if (!isOver()) await blow(child)
  }

  /** Whatever happens, a command ends by itself, says a thing that can be understood, and gives no secret away. */
  function judge(whose: string, { code, stdout, stderr, hung }: Ended): void {
    if (hung) violations.push(`${whose} had not ended after ${String(LIMIT_MS)} ms`)
    if (`${stdout}${stderr}`.includes('simsecret')) violations.push(`${whose} gave a secret away`)
    if (/"code": ?"unexpected"|unexpected error|\bTypeError\b|\n {4}at /.test(`${stdout}${stderr}`)) {
      violations.push(`${whose} ended without a reason: ${stderr.slice(0, 300)}`)
    }
    if (code !== null && code !== 0 && stderr.trim() === '' && stdout.trim() === '') {
      violations.push(`${whose} ended with ${String(code)} and said nothing`)
    }
  }

  /** Each listing is stored whole or not at all, as its run says, and no run claims more than is there. */
  async function holdAgainstTruth(store: Store, { code }: Ended): Promise<void> {
    const rows = await readRows(store, accountId)
    const runs = await store.runs.list({ accountId })
    const stored = new Set<string>()
    for (const run of runs) {
      const listings = await store.runs.listings(run.runId)
      for (const { listingId, status } of listings) if (status === 'succeeded') stored.add(listingId)
      const complete = listings.length > 0 && listings.every(({ status }) => status === 'succeeded')
      if (run.status === 'succeeded' && !complete) violations.push('a run claims to be complete and is not')
    }
    for (const [listingId, should] of reference) {
      const is = rows.get(listingId) ?? []
      const difference = differenceOf(is, stored.has(listingId) ? should : [])
      if (difference !== null) violations.push(`listing ${listingId} after the fault: ${difference}`)
    }
    if (code === 0 && !runs.some(({ status }) => status === 'succeeded')) {
      violations.push('exit code 0 without a run that succeeded')
    }
  }

  async function whatIsWrong(store: Store): Promise<string[]> {
    const rows = await readRows(store, accountId)
    const wrong = [...reference].flatMap(([listingId, should]) => {
      const difference = differenceOf(rows.get(listingId) ?? [], should)
      return difference === null ? [] : [`listing ${listingId} after healing: ${difference}`]
    })
    const runs = await store.runs.list({ accountId })
    if (runs.some(({ status }) => status === 'running')) wrong.push('a run is down as running for ever')
    return wrong
  }
}

/** As if the time had passed: leases that nobody renews, rests and delays are over. */
async function expireLeases(store: Store): Promise<void> {
  const within = sql.id(store.schema, 'account_leases')
  const runs = sql.id(store.schema, 'sync_runs')
  await sql`UPDATE ${within} SET expires_at = clock_timestamp()`.execute(store.db)
  await sql`
    UPDATE ${runs} SET next_attempt_at = clock_timestamp() WHERE next_attempt_at IS NOT NULL`.execute(
    store.db,
  )
}
