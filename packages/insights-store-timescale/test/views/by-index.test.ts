import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { createTestRole } from '../../../../scripts/test-role.ts'
import { transact } from '../../src/connection/transact.ts'
import { openStore } from '../../src/open-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

describeStores((_name, open) => {
  test('what was known of a night on a day is found by index, also when it was read last', async () => {
    const store = await open()
    const plan = await transact(store.db, async (tx) => {
      // Of tables without rows everything else would be as good.
      await sql`SET LOCAL enable_seqscan = off`.execute(tx)
      await sql`SET LOCAL enable_bitmapscan = off`.execute(tx)
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        EXPLAIN SELECT * FROM ${sql.id(store.schema, 'chart_query_as_of')}('2026-05-01')
        WHERE account_id = ${ACCOUNT} AND airbnb_listing_id = ${LISTING} AND metric_date = '2026-05-09'`.execute(
        tx,
      )
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(plan).not.toMatch(/Function Scan|Seq Scan/)
    expect(plan).toMatch(/chart_query_current_pkey.*\n.*Index Cond:.*metric_date = '2026-05-09'/)
    // Without rows one of its indexes is as good as the other.
    expect(plan).toMatch(
      /Index Scan Backward using \w+ on confirmations.*\n.*Index Cond:.*time"? <= '2026-05-01'/,
    )
  })
}, ALL_FLAVOURS)

test.runIf(timescaleAvailable())('a role that may only SELECT uses all of them', async () => {
  await using role = await createTestRole()
  await using owner = await openStore({ connection: role.adminUrl, allowPlaintextCredentials: true })
  await owner.migrate()
  await addAccount(owner)
  await owner.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: '2026-06-01',
    chartQuery: [chartRow('2026-06-02')],
  })
  await role.administer(
    'GRANT USAGE ON SCHEMA airbnb TO ROLE_NAME; GRANT SELECT ON ALL TABLES IN SCHEMA airbnb TO ROLE_NAME',
  )
  await using reader = await openStore({ connection: role.url })
  await using session = await reader.sql()
  for (const what of ['chart_query_latest', "chart_query_as_of('2026-06-01')", 'nights_ahead']) {
    expect((await session.run(`SELECT * FROM ${what}`)).rowCount, what).toBe(1)
  }
  for (const what of ['weeks', 'account_weeks', "metric_windows_as_of('2026-06-01')"]) {
    expect((await session.run(`SELECT * FROM ${what}`)).rowCount, what).toBe(0)
  }
  // Whatever of them is missing comes back with the next migration, also where none is pending.
  await role.administer('DROP VIEW airbnb.account_weeks; DROP FUNCTION airbnb.chart_query_as_of(date)')
  await owner.migrate()
  await using own = await owner.sql()
  expect((await own.run('SELECT * FROM account_weeks')).rowCount).toBe(0)
  expect((await own.run("SELECT * FROM chart_query_as_of('2026-06-01')")).rowCount).toBe(1)
})
