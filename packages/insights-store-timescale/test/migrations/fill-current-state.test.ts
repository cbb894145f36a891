import { expect, test } from 'vitest'
import { describeStores } from '../support/describe-stores.ts'
import { buildPythonDatabase } from '../support/python-database.ts'

const ACCOUNT = '120000042'

describeStores((_name, open) => {
  test('what is known now is told from the rows that are there, in batches that go on where they were ended', async () => {
    const store = await open({ migrate: false })
    await buildPythonDatabase(store.db, store.schema, { revision: 'b173c060e492', hypertables: false })
    const seen: number[] = []
    const onProgress = ({ done }: { done: number }) => {
      seen.push(done)
      if (done === 2) throw new Error('ended')
    }
    await expect(store.migrate({ onProgress })).rejects.toThrow('ended')
    expect((await store.migrationStatus()).pending).toContain('0016_current_state_filled')
    await expect(store.assertMigrated()).rejects.toMatchObject({ code: 'not_migrated' })

    const totals: number[] = []
    const again = await store.migrate({ onProgress: ({ total }) => totals.push(total) })
    expect(again.applied).toContain('0016_current_state_filled')
    expect(seen).toEqual([0, 1, 2])
    const [total = 0] = totals
    expect(totals).toEqual(Array.from({ length: total }, () => total))
    for (const table of ['chart_query', 'chart_summary', 'list_of_metrics'] as const) {
      const rows = await store.db
        .selectFrom(table)
        .select(({ fn }) => fn.max('time').as('time'))
        .where('account_id', '=', ACCOUNT)
        .executeTakeFirstOrThrow()
      const latest = await store.metrics.latest({ table, accountId: ACCOUNT })
      expect(
        latest
          .map(({ confirmed_on }) => confirmed_on)
          .toSorted()
          .at(-1),
      ).toBe(rows.time)
      expect(latest).toEqual(await store.metrics.asOf({ table, accountId: ACCOUNT, asOf: '2099-01-01' }))
    }
    expect(await store.maintenance.status()).toMatchObject({ history: 'all' })
  })
})
