import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { heldRun, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { chartRow, dayAfter } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

const NIGHTS = 2_000

/** How many rows the planner takes a table to have; −1 where nobody has counted. */
async function countedRows({ db, schema }: Store, table: string): Promise<number> {
  const { rows } = await sql<{ counted: number }>`
    SELECT reltuples::integer AS counted FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname = ${schema} AND relname = ${table}`.execute(db)
  return rows[0]?.counted ?? Number.NaN
}

describeStores(
  (_name, open) => {
    it('knows how much there is after a commit, and counts no table twice that stays as it is', async () => {
      const store = await open()
      const { lease, runId } = await heldRun(store)
      expect(await countedRows(store, 'chart_query')).toBe(-1)
      const nights = Array.from({ length: NIGHTS }, (_, night) => chartRow(dayAfter('2020-01-01', night)))
      const commit = {
        lease,
        runId,
        scrapeDay: SCRAPE_DAY,
        listing: listingNames(),
        window: { start: '2020-01-01', end: dayAfter('2020-01-01', NIGHTS - 1) },
        baseDay: null,
        requests: 1,
      }
      await store.commitListing({ ...commit, rows: { chartQuery: nights } })
      expect(await countedRows(store, 'chart_query')).toBe(NIGHTS)
      expect(await countedRows(store, 'chart_query_current')).toBe(NIGHTS)
      expect(await countedRows(store, 'listings')).toBe(-1)

      await sql`UPDATE pg_class SET reltuples = 1 WHERE relname = 'chart_query'`.execute(store.db)
      await store.maintenance.apply()
      expect(await countedRows(store, 'chart_query')).toBe(1)
    })

    it('is told of a database that nobody has counted yet by maintenance', async () => {
      const store = await open()
      await sql`CREATE TABLE ${sql.id(store.schema, 'grown')} AS
        SELECT n, repeat('x', 100) FROM generate_series(1, 5000) AS n`.execute(store.db)
      expect(await countedRows(store, 'grown')).toBe(-1)
      await store.maintenance.apply()
      expect(await countedRows(store, 'grown')).toBe(5_000)
    })
  },
  STORE_FLAVOURS.filter(({ database }) => database === 'embedded'),
)
