import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { migrate } from '../../src/migrations/migrate.ts'
import { openContext } from '../../src/open-context.ts'
import { tableIn } from '../../src/store-context.ts'
import { ACCOUNT, addAccountRow } from '../samples/sample-account.ts'
import { storeRun } from '../samples/stored-run.ts'
import { describeStores, TEST_KEY } from '../support/describe-stores.ts'

describeStores((_name, open, flavour) => {
  test('keeps what runs and their listings say when their columns are renamed and dropped', async () => {
    const store = await open({ migrate: false })
    const connection = await open.connection()
    const opened = await openContext({ connection, schema: flavour.schema, credentialKeys: [TEST_KEY] })
    await migrate(opened.context, opened.unbound, {}, ALL_MIGRATIONS.slice(0, 5))
    await opened.close()
    await addAccountRow(store)
    const runId = await storeRun(store, {
      status: 'succeeded',
      scrape_day: '2025-07-14',
      base_day: '2025-07-12',
    })
    await sql`UPDATE ${tableIn(store.schema, 'sync_runs')} SET progress = 41`.execute(store.db)
    await sql`
      INSERT INTO ${tableIn(store.schema, 'sync_run_listings')}
        (run_id, airbnb_listing_id, status, requests, note_code, note_message)
      VALUES (${runId}::uuid, '42', 'succeeded', 8, 'no_base_day', 'Not all could be dated.')`.execute(
      store.db,
    )

    expect((await store.migrate()).applied.slice(0, 2)).toEqual([
      '0006_run_sequence',
      '0007_no_listing_notes',
    ])

    expect(await store.runs.get(runId)).toMatchObject({ status: 'succeeded', sequence: 41 })
    expect(await store.runs.listings(runId)).toMatchObject([
      { listingId: '42', status: 'succeeded', requests: 8 },
    ])
    expect(await store.runs.lastBaseDay(ACCOUNT)).toEqual({ scrapeDay: '2025-07-14', baseDay: '2025-07-12' })
  })
})
