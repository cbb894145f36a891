import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createRuns } from '../../src/runs/runs.ts'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, hold, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { inMinutes, storeRun } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'
import { explaining } from '../support/explaining.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('the newest run that measured a base day tells it', async () => {
    const store = await empty()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccount(store, accountId)
    expect(await store.runs.lastBaseDay(ACCOUNT)).toBeNull()
    const run = (scrape_day: string, base_day: string | null, minutes: number, account_id = ACCOUNT) =>
      storeRun(store, {
        account_id,
        status: 'succeeded',
        scrape_day,
        base_day,
        created_at: inMinutes(minutes),
      })
    await run('2026-06-14', '2026-06-12', -40)
    await run('2026-06-15', '2026-06-13', -30)
    await run('2026-06-15', '2026-06-14', -20)
    // One that ended before anything was measured, and a day that was synced later than the one after it.
    await run('2026-06-16', null, -10)
    await run('2026-06-13', '2026-06-10', -5)
    await run('2026-06-17', '2026-06-16', -5, OTHER_ACCOUNT)
    expect(await store.runs.lastBaseDay(ACCOUNT)).toEqual({ scrapeDay: '2026-06-15', baseDay: '2026-06-14' })
  })

  test('a run that is continued still tells what it measured before', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const commit = {
      runId,
      scrapeDay: SCRAPE_DAY,
      window: { start: '2025-07-06', end: '2025-07-12' },
      rows: {},
      requests: 2,
    }
    await store.commitListing({ ...commit, lease, listing: listingNames(), baseDay: '2025-07-12' })
    await lease.release()
    await using next = await hold(store)
    await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease: next })
    const measured = { scrapeDay: SCRAPE_DAY, baseDay: '2025-07-12' }
    expect(await store.runs.lastBaseDay(ACCOUNT)).toEqual(measured)
    // A listing without a dated night says nothing of it; the next one that has any does.
    await store.commitListing({ ...commit, lease: next, listing: { listingId: '42' }, baseDay: null })
    expect(await store.runs.lastBaseDay(ACCOUNT)).toEqual(measured)
    await store.commitListing({ ...commit, lease: next, listing: { listingId: '43' }, baseDay: '2025-07-13' })
    expect(await store.runs.lastBaseDay(ACCOUNT)).toEqual({ ...measured, baseDay: '2025-07-13' })
  })

  test('is found among the runs of years by one look into an index', async () => {
    const context = await open.context()
    const runs = tableIn(context.schema, 'sync_runs')
    await sql`
      INSERT INTO ${tableIn(context.schema, 'accounts')}
        (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
      SELECT n::text, '-', '-', '-', TRUE FROM generate_series(1, 10) AS n`.execute(context.db)
    await sql`
      INSERT INTO ${runs} (account_id, status, scrape_day, base_day, created_at)
      SELECT (n % 10 + 1)::text, 'succeeded', date '2026-06-15' - n / 10, date '2026-06-13' - n / 10,
        now() - n * interval '1 hour'
      FROM generate_series(1, 10000) AS n`.execute(context.db)
    await sql`ANALYZE ${runs}`.execute(context.db)
    expect(await createRuns(context).lastBaseDay('2')).toEqual({
      scrapeDay: '2026-06-15',
      baseDay: '2026-06-13',
    })

    const explained = explaining(context)
    await createRuns(explained.context).lastBaseDay('2')
    const plan = explained.plan.join('\n')
    expect(plan).toContain('ix_sync_runs_base_day')
    expect(plan).not.toMatch(/Sort|Rows Removed by Filter/)
  })
})
