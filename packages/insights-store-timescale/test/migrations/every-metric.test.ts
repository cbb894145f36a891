import { type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../../src/index.ts'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { migrate } from '../../src/migrations/migrate.ts'
import { openContext } from '../../src/open-context.ts'
import { ACCOUNT, addAccountRow } from '../samples/sample-account.ts'
import { pointRow } from '../samples/sample-rows.ts'
import { describeStores, TEST_KEY } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const BEFORE = ALL_MIGRATIONS.findIndex(({ name }) => name === '0017_every_metric')

/** Two nights and a week, read on 1, 5, 9 and 13 July: the first night changed on the 9th, all else was confirmed. */
const fill = async ({ db, schema }: Store): Promise<void> => {
  const run = async (statement: RawBuilder<unknown>) => void (await statement.execute(db))
  const id = (table: string) => sql.id(schema, table)
  const whose = sql`${ACCOUNT}, '11'`
  await run(sql`
    INSERT INTO ${id('chart_query')} (account_id, airbnb_listing_id, "time", metric_date, p3_impressions_your_value)
    VALUES (${whose}, '2025-07-01', '2025-07-20', 1), (${whose}, '2025-07-09', '2025-07-20', 2),
      (${whose}, '2025-07-01', '2025-07-21', 5)`)
  await run(sql`
    INSERT INTO ${id('chart_query_current')} (
      account_id, airbnb_listing_id, "time", confirmed_on, first_read_on, metric_date, p3_impressions_your_value)
    VALUES (${whose}, '2025-07-09', '2025-07-13', '2025-07-01', '2025-07-20', 2),
      (${whose}, '2025-07-01', '2025-07-13', '2025-07-01', '2025-07-21', 5)`)
  for (const table of ['chart_summary', 'list_of_metrics']) {
    await run(sql`
      INSERT INTO ${id(table)} (account_id, airbnb_listing_id, "time", window_start, window_end, p3_impressions_value)
      VALUES (${whose}, '2025-07-01', '2025-07-06', '2025-07-12', 60)`)
    await run(sql`
      INSERT INTO ${id(`${table}_current`)} (
        account_id, airbnb_listing_id, "time", confirmed_on, first_read_on, window_start, window_end, p3_impressions_value)
      VALUES (${whose}, '2025-07-01', '2025-07-09', '2025-07-01', '2025-07-06', '2025-07-12', 60)`)
  }
  await run(sql`
    INSERT INTO ${id('confirmations')} (account_id, airbnb_listing_id, "time", chart_query, chart_summary, list_of_metrics)
    VALUES (${whose}, '2025-07-05', '{[2025-07-20,2025-07-22)}', '{}', '{}'),
      (${whose}, '2025-07-09', '{[2025-07-21,2025-07-22)}', '{[2025-07-06,2025-07-07)}', '{[2025-07-06,2025-07-07)}'),
      (${whose}, '2025-07-13', '{[2025-07-20,2025-07-22)}', '{}', '{}')`)
  await run(sql`INSERT INTO ${id('listings')} (account_id, airbnb_listing_id) VALUES (${whose})`)
  await run(sql`
    INSERT INTO ${id('stored_weeks')} VALUES (${whose}, '2025-07-20', '2025-07-13', 2, 0, 0)`)
}

/** Number, since when and until when it was read, of the first night on each day. */
const ANSWERS = [
  ['2025-06-30', undefined],
  ['2025-07-04', [1, '2025-07-01', '2025-07-01']],
  ['2025-07-08', [1, '2025-07-01', '2025-07-05']],
  ['2025-07-09', [2, '2025-07-09', '2025-07-09']],
  ['2025-07-12', [2, '2025-07-09', '2025-07-09']],
  ['2025-07-13', [2, '2025-07-09', '2025-07-13']],
] as const

describeStores((_name, open, flavour) => {
  test('a database from before it answers the same for every day, and goes on', async () => {
    const store = await open({ migrate: false })
    const connection = await open.connection()
    const opened = await openContext({ connection, schema: flavour.schema, credentialKeys: [TEST_KEY] })
    await migrate(opened.context, opened.unbound, {}, ALL_MIGRATIONS.slice(0, BEFORE))
    await opened.close()
    await addAccountRow(store)
    await fill(store)

    expect((await store.migrate()).applied).toEqual(ALL_MIGRATIONS.slice(BEFORE).map(({ name }) => name))

    for (const [asOf, answer] of ANSWERS) {
      const [row] = await store.metrics.asOf({ accountId: ACCOUNT, asOf, to: '2025-07-20' })
      expect(row && [row.p3_impressions_your_value, row.time, row.confirmed_on], asOf).toEqual(answer)
    }
    const [second] = await store.metrics.asOf({ accountId: ACCOUNT, asOf: '2025-07-10', from: '2025-07-21' })
    expect(second).toMatchObject({
      p3_impressions_your_value: 5,
      time: '2025-07-01',
      confirmed_on: '2025-07-09',
    })
    for (const table of ['chart_summary', 'list_of_metrics'] as const) {
      const [week] = await store.metrics.asOf<typeof table>({ table, accountId: ACCOUNT, asOf: '2025-07-08' })
      expect(week).toMatchObject({ p3_impressions_value: 60, time: '2025-07-01', confirmed_on: '2025-07-01' })
    }
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
    expect(await store.metrics.series({ accountId: ACCOUNT, metric: 'p3_impressions' })).toHaveLength(2)

    const night = { airbnb_listing_id: '11', metric_date: '2025-07-20', p3_impressions_your_value: 2 }
    const written = await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: '2025-07-14',
      chartQuery: [night],
      metricPoints: [pointRow('2025-07-20', { listingId: '11' })],
    })
    expect(written.tables).toMatchObject({
      chart_query: { inserted: 0, unchanged: 1 },
      metric_points: { inserted: 1 },
    })
    expect(await store.maintenance.convertHistory('all')).toMatchObject({ addedRows: 2 + 3 + 2 + 1 })
    for (const [asOf, answer] of ANSWERS) {
      const [row] = await store.metrics.asOf({ accountId: ACCOUNT, asOf, to: '2025-07-20' })
      expect(row && [row.p3_impressions_your_value, row.confirmed_on], asOf).toEqual(
        answer && [answer[0], answer[2]],
      )
    }
  })
}, ALL_FLAVOURS)
