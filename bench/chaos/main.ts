// Syncs while processes are killed, connections fall silent, disks fill and the API answers nonsense, round by round,
// and holds what is stored and recorded against the truth. Not part of CI.
//   npm run chaos [-- --rounds 500] [--seed N] [--only 'kill -9'] [--on embedded|server]
import { parseArgs } from 'node:util'
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { syncAccount } from 'airbnb-insights-runner'
import { openStore } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { embeddedDatabases, startServer } from './databases.ts'
import { CHAOS_FAULTS } from './faults.ts'
import { type RowsOfListings, readRows } from './insight-rows.ts'
import { playRound, WEEKS } from './round.ts'
import { seededRandom } from './seeded-random.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    only: { type: 'string' },
    on: { type: 'string' },
  },
})
const databases = (['embedded', 'server', 'server'] as const).filter((kind) => kind === (values.on ?? kind))
const faults = CHAOS_FAULTS.filter(
  ({ name, on }) =>
    name.includes(values.only ?? '') && databases.some((kind) => on === 'both' || on === kind),
)
if (faults.length === 0) throw new Error('There is no such fault, or none for such a database.')
const tally = new Map<string, { embedded: number; server: number; violations: number }>()
/** By day. */
const references = new Map<string, RowsOfListings>()
let violated = 0

console.log(`seed ${values.seed}, ${values.rounds} rounds`)
await using server = databases.includes('server') ? await startServer() : null
const embedded = await embeddedDatabases()
for (let round = 1; round <= Number(values.rounds); round++) {
  // Each round follows from the seed and its own number.
  const random = seededRandom(Number(values.seed) * 100_003 + round)
  const fault = random.pick(faults)
  const on = fault.on === 'both' ? random.pick(databases) : fault.on
  await using simulator = await startSimulator({
    accounts: [{ accountId: '310000099', listings: 3 }],
    today: utcDateOf(new Date()),
    latencyMs: random.between(0, 6),
  })
  await using database =
    on === 'server' && server !== null
      ? await server.next()
      : await embedded(fault.freeBytes?.(random) ?? null)
  const reference = await referenceOf(simulator)
  const violations = await playRound({ random, fault, simulator, database, server, reference })
  const known = tally.get(fault.name) ?? { embedded: 0, server: 0, violations: 0 }
  tally.set(fault.name, { ...known, [on]: known[on] + 1, violations: known.violations + violations.length })
  violated += violations.length
  for (const violation of violations) {
    console.log(`round ${String(round)}, ${fault.name}, ${on}: ${violation}`)
  }
  if (round % 25 === 0) console.log(`${String(round)} rounds, ${String(violated)} violations`)
}
console.table(Object.fromEntries([...tally].sort(([one], [other]) => one.localeCompare(other))))
console.log(`seed ${values.seed}: ${values.rounds} rounds, ${String(violated)} violations`)
process.exitCode = violated === 0 ? 0 : 1

/** What a sync without any fault stores. */
async function referenceOf(simulator: Simulator): Promise<RowsOfListings> {
  const known = references.get(simulator.today)
  if (known !== undefined) return known
  const [account] = simulator.accounts
  if (account === undefined) throw new Error('The simulator has no account.')
  await using store = await openStore({
    connection: { dataDir: 'memory://' },
    allowPlaintextCredentials: true,
  })
  await store.migrate()
  const stored = await store.accounts.upsert(account.credentials)
  await using client = new AirbnbInsightsClient({
    credentials: account.credentials,
    baseUrl: simulator.url,
    rateLimit: { minIntervalMs: 0 },
  })
  const { status } = await syncAccount({
    store,
    client,
    account: stored.account,
    scrapeDay: simulator.today,
    lookbackWeeks: Number(WEEKS.LOOKBACK_WEEKS),
    lookaheadWeeks: Number(WEEKS.LOOKAHEAD_WEEKS),
    horizonWeeks: Number(WEEKS.HORIZON_WEEKS),
  })
  if (status !== 'succeeded') throw new Error(`A sync without any fault ended as ${status}.`)
  const rows = await readRows(store, account.accountId)
  references.set(simulator.today, rows)
  return rows
}
