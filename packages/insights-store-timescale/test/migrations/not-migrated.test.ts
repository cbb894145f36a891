import { expect, test } from 'vitest'
import { isNotMigratedError } from '../../src/errors.ts'
import { ACCOUNT, accountInput } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

async function firstOf(rows: AsyncIterable<unknown>): Promise<unknown> {
  for await (const row of rows) return row
  return undefined
}

describeStores((_name, open) => {
  test('whatever is used before it is migrated says that it must be', async () => {
    const store = await open({ migrate: false })
    const query = { accountId: ACCOUNT, from: '2026-06-01', to: '2026-06-02' }
    const uses: Record<string, () => Promise<unknown>> = {
      'accounts.upsert': () => store.accounts.upsert(accountInput()),
      'accounts.list': () => store.accounts.list(),
      'metrics.upsert': () =>
        store.metrics.upsert({
          accountId: ACCOUNT,
          scrapeDay: '2026-06-01',
          chartQuery: [{ airbnb_listing_id: '11', metric_date: '2026-06-02' }],
        }),
      'metrics.latest': () => store.metrics.latest(query),
      'metrics.stream': () => firstOf(store.metrics.stream(query)),
      'analysis.nights': () => store.analysis.nights(query),
      'runs.list': () => store.runs.list(),
    }
    for (const [name, use] of Object.entries(uses)) {
      const error: unknown = await use().catch((failure: unknown) => failure)
      expect(isNotMigratedError(error) ? error.code : error, name).toBe('not_migrated')
    }
  })

  test('a statement that fails for something else is told as it is', async () => {
    const store = await open()
    const error: unknown = await store.metrics
      .upsert({
        accountId: '999',
        scrapeDay: '2026-06-01',
        chartQuery: [{ airbnb_listing_id: '11', metric_date: '2026-06-02' }],
      })
      .catch((failure: unknown) => failure)
    expect(isNotMigratedError(error)).toBe(false)
    expect(error).toBeInstanceOf(Error)
  })
})
