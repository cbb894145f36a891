import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { stopScheduler } from '../support/compressed-chunks.ts'
import { describeStores } from '../support/describe-stores.ts'
import { openFilled, scrapeDays } from '../support/filled-store.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'
import { timescaleLevel } from '../support/timescale-level.ts'

const level = await timescaleLevel()

const policiesOf = async (store: Store): Promise<string[]> =>
  (await store.maintenance.status()).policies
    .map(({ table, kind, afterDays }) => `${table} ${kind} ${afterDays}`)
    .sort()

const onEachTable = (...policies: string[]): string[] =>
  METRIC_TABLE_NAMES.flatMap((table) => policies.map((policy) => `${table} ${policy}`))

const openWithoutScheduler = async (open: () => Promise<Store>): Promise<Store> => {
  const store = await open()
  await stopScheduler(store)
  return store
}

/** The ids of the jobs of one kind: a policy that was made anew has another one. */
const jobIds = async ({ db, schema }: Store, kind: string): Promise<number[]> => {
  const found = await sql<{ id: number }>`
    SELECT job_id AS id FROM timescaledb_information.jobs
    WHERE hypertable_schema = ${schema} AND proc_name = ${`policy_${kind}`} ORDER BY 1`.execute(db)
  return found.rows.map(({ id }) => id)
}

describe.runIf(level === 'community')('on the Community edition', () => {
  describeStores(
    (_name, open) => {
      it('drops nothing and compresses after a week, unless told otherwise', async () => {
        const store = await openWithoutScheduler(open)
        expect(await store.maintenance.apply()).toEqual({
          retention: 'off',
          compression: 'policy',
          droppedChunks: 0,
          deletedRows: 0,
        })
        expect(await policiesOf(store)).toEqual(onEachTable('compression 7'))
      })

      it('leaves policies that hold already alone, with all that is known of their runs', async () => {
        const store = await openWithoutScheduler(open)
        const options = { compressAfterDays: 10 }
        const report = await store.maintenance.apply(options)
        const jobs = await jobIds(store, 'compression')
        expect(jobs).toHaveLength(METRIC_TABLE_NAMES.length)

        expect(await store.maintenance.apply(options)).toEqual(report)
        expect(await jobIds(store, 'compression')).toEqual(jobs)
        expect(await policiesOf(store)).toEqual(onEachTable('compression 10'))
      })

      it('replaces a policy whose days change', async () => {
        const store = await openWithoutScheduler(open)
        await store.maintenance.apply()
        const jobs = await jobIds(store, 'compression')
        await store.maintenance.apply({ compressAfterDays: 30 })
        expect(await policiesOf(store)).toEqual(onEachTable('compression 30'))
        expect(await jobIds(store, 'compression')).not.toEqual(jobs)
      })

      it('takes a policy away with its setting', async () => {
        const store = await openWithoutScheduler(open)
        expect(await store.maintenance.apply()).toMatchObject({ retention: 'off', compression: 'policy' })
        expect(await policiesOf(store)).toEqual(onEachTable('compression 7'))

        expect(await store.maintenance.apply({ compressAfterDays: null })).toMatchObject({
          compression: 'off',
        })
        expect(await policiesOf(store)).toEqual([])
      })

      it('comes to the same where several processes apply at once', async () => {
        const stores = [
          await openWithoutScheduler(open),
          await open({ keepData: true }),
          await open({ keepData: true }),
        ]
        await Promise.all(
          [...stores, ...stores].map((store) => store.maintenance.apply({ dropAfterDays: 400 })),
        )
        for (const store of stores) {
          expect(await policiesOf(store)).toEqual(onEachTable('compression 7'))
        }
      })

      it('shows and replaces what somebody else had set', async () => {
        const store = await openWithoutScheduler(open)
        const relation = `"${store.schema.replaceAll('"', '""')}"."chart_query"`
        // From 2.14 on a policy may go by when a chunk was made.
        const age = store.server.timescale.version?.startsWith('2.13.')
          ? sql`interval '36 hours'`
          : sql`drop_created_before => interval '90 days'`
        await sql`SELECT add_retention_policy(${relation}::regclass, ${age})`.execute(store.db)
        await sql`
          ALTER TABLE ${sql.id(store.schema, 'chart_query')}
          SET (timescaledb.compress, timescaledb.compress_segmentby = 'account_id')`.execute(store.db)
        await sql`SELECT add_compression_policy(${relation}::regclass, interval '36 hours')`.execute(store.db)
        expect(await policiesOf(store)).toEqual([
          'chart_query compression null',
          'chart_query retention null',
        ])

        await store.maintenance.apply()
        expect(await policiesOf(store)).toEqual(onEachTable('compression 7'))
      })

      it('drops whole chunks as old as said by itself: a policy would not keep what was last known', async () => {
        const store = await openFilled(open)
        await stopScheduler(store)
        const [oldest = ''] = await scrapeDays(store)
        // In chunks of 30 days, the first month's rows are whole chunks older than the third month's.
        const dropAfterDays = Math.floor((Date.now() - Date.parse(oldest)) / 86_400_000) - 45
        const report = await store.maintenance.apply({ dropAfterDays, compressAfterDays: null })
        expect(report).toMatchObject({ retention: 'drop_chunks' })
        const left = await scrapeDays(store)
        expect(left).not.toContain(oldest)
        expect(left.slice(-4)).toEqual(['2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'])
      })
    },
    STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
  )
})
