import { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Run, RunStatus, Store } from 'insights-store-timescale'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SyncAccountsOptions, type SyncOutcome, syncAccount } from '../../src/index.ts'
import { exitCodeFor } from '../../src/output/exit-code.ts'
import { outcomeRemarks } from '../../src/sync/outcome/outcome-remarks.ts'
import { memoryStore, simulatorFor } from '../support/sync-bench.ts'

const TODAY = '2026-04-15'
const ACCOUNT = '310000002'

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())

interface StoredRun {
  status: RunStatus
  scheduled?: boolean
  retries?: number
  /** In minutes from now. */
  due?: number
}

/** As some earlier sync has left a run: of the day, and an hour ago. */
async function storeRun({ status, scheduled = false, retries = 0, due }: StoredRun): Promise<string> {
  const { run_id } = await store.db
    .insertInto('sync_runs')
    .values({
      account_id: ACCOUNT,
      status,
      retries,
      trigger: scheduled ? 'scheduled' : 'manual',
      scrape_day: TODAY,
      created_at: new Date(Date.now() - 3_600_000),
      started_at: new Date(Date.now() - 3_600_000),
      next_attempt_at: due === undefined ? null : new Date(Date.now() + due * 60_000),
    })
    .returning('run_id')
    .executeTakeFirstOrThrow()
  return run_id
}

/** Syncs as a worker does that was sent for the first of these runs; gives what the command line says below its table. */
async function sentFor(
  runs: readonly StoredRun[],
  how: Partial<SyncAccountsOptions> & { byHand?: boolean } = {},
) {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: 1 }],
    today: TODAY,
  })
  const ids: string[] = []
  for (const run of runs) ids.push(await storeRun(run))
  await store.db
    .updateTable('sync_runs')
    .set({ created_at: new Date(Date.now() - 60_000) })
    .where('run_id', 'in', ids.slice(1).concat('00000000-0000-4000-8000-000000000000'))
    .execute()
  const before = await store.runs.list()
  const credentials = await store.accounts.credentials(ACCOUNT)
  if (!credentials) throw new Error('no credentials')
  await using client = new AirbnbInsightsClient({ credentials, baseUrl: simulator.url })
  const { byHand = false, trigger } = how
  const outcome = await syncAccount({
    store,
    client,
    account: { accountId: ACCOUNT, credentialVersion: credentials.version },
    scrapeDay: TODAY,
    runId: byHand ? undefined : ids[0],
    trigger,
  })
  expect(simulator.requests).toEqual([])
  expect(await store.runs.list()).toEqual(before)
  expect(outcome.run?.runId).toBe(ids[0])
  return { outcome, said: remarksOf(outcome, outcome.run), newer: ids[1] }
}

function remarksOf(outcome: SyncOutcome, run: Run | null): string {
  const report = { outcome, name: null, run, listings: [], durationMs: null }
  return outcomeRemarks(report, { style: (_tone, text) => text, width: undefined }).join('\n')
}

test.each<[string, readonly StoredRun[], SyncOutcome['status'], number, RegExp]>([
  [
    'one that has succeeded',
    [{ status: 'succeeded' }],
    'nothing_missing',
    0,
    /^· 310000002 nothing_missing: The run of 2026-04-15 has succeeded: nothing is missing\.$/,
  ],
  [
    'one that was cancelled',
    [{ status: 'cancelled' }],
    'cancelled',
    130,
    /^! .* cancelled: The run of 2026-04-15 was cancelled; the next sync of that day continues it\.$/,
  ],
  [
    'one that was tried again three times',
    [{ status: 'failed', retries: 3, due: -1 }],
    'retries_spent',
    1,
    /^✗ .* retries_spent: .* tried again as often as is polite\..*\n {2}→ airbnb-insights runs show \w{8}$/,
  ],
  [
    'one that has ended, and that nobody wants to go on',
    [{ status: 'partial' }],
    'ended',
    1,
    /^✗ .* ended: .* has ended as partial, and nobody has asked .*\n {2}→ airbnb-insights runs retry \w{8}$/,
  ],
  [
    'one that is to be tried again later',
    [{ status: 'partial', due: 5 }],
    'not_due',
    0,
    /^· .* not_due: The run of 2026-04-15 is not to go on before 20.*Z\.$/,
  ],
  [
    'one that a later one has followed',
    [{ status: 'rate_limited', due: -1 }, { status: 'succeeded' }],
    'superseded',
    0,
    /^· .* superseded: A later run, [0-9a-f-]{36}, has taken the place of this one\.$/,
  ],
  [
    'one that was rate-limited',
    [{ status: 'rate_limited', due: 5 }],
    'rate_limited',
    5,
    /^✗ .* rate_limited: The API asked for fewer requests.*\n {2}→ Sync again after /,
  ],
])('tells what it is of a run that does not begin: %s', async (_what, runs, status, exitCode, sentence) => {
  const { outcome, said, newer } = await sentFor(runs)
  expect(outcome.status).toBe(status)
  expect(said).toMatch(sentence)
  expect(said).toContain(newer ?? status)
  expect(said.includes('polite')).toBe(status === 'retries_spent')
  expect(exitCodeFor([outcome.status])).toBe(exitCode)
  const waits = runs.some(({ due = 0 }) => due > 0)
  expect(outcome.retryAt).toEqual(waits ? outcome.run?.nextAttemptAt : null)
})

test('finds nothing missing where the day’s scheduled run has succeeded', async () => {
  const run = { status: 'succeeded', scheduled: true } as const
  const { outcome } = await sentFor([run], { trigger: 'scheduled', byHand: true })
  expect(outcome).toMatchObject({ status: 'nothing_missing', error: { code: 'nothing_missing' } })
})
