import { addDays } from 'insights-transform'
import { expect, it } from 'vitest'
import { composeReport, renderReport } from '../../src/report/render-report.ts'
import { memoryStore, simulatorFor, syncAll } from '../support/sync-bench.ts'
import { ACCOUNT, knownStore, TODAY } from './support/known-store.ts'

/** The page's text without its markup. */
const textOf = (html: string): string =>
  html
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

it('tells the newest final week, what is missing, and since when', async () => {
  await using store = await knownStore()
  const text = textOf(await renderReport({ store, accounts: 'all', today: addDays(TODAY, 3) }))
  // The 10th and later still change: the week of the 31st of May is the newest that is final.
  expect(text).toContain('The week of 31 May – 6 Jun 2026, the newest whose numbers are final')
  expect(text).toContain('Seen in search 1,500')
  expect(text).toContain('+7.1% on the week before')
  expect(text).toContain('Numbers up to 9 Jun 2026 are final')
  expect(text).toContain('16 Jun 2026, which was 3 days ago')
  expect(text).toMatch(/Harbour loft 5 Apr – 16 Jun 2026 16 Jun 2026 12 May – 13 May 2026/)
  expect(text).toMatch(/Empty attic – never It was never asked successfully\./)
  expect(text).toContain('No run is recorded.')
})

it('tells a listing that the API has no number of from one that was never asked', async () => {
  await using store = await memoryStore()
  const listings = [
    { listingId: '91', internalName: 'Full', hasData: true },
    { listingId: '92', internalName: 'Bare', hasData: false },
  ]
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings }],
    today: TODAY,
  })
  await syncAll(store, simulator)
  const text = textOf(await renderReport({ store, accounts: 'all', today: TODAY }))
  expect(text).toContain('Bare – 16 Jun 2026 The API had no number for it.')
  expect(text).toContain('the API had none when it was last asked, on 16 Jun 2026')
  expect(text).toContain('16 Jun 2026 complete 2/2')
})

it('of many listings tells all in the table, draws some, and says so', async () => {
  await using store = await memoryStore()
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
  const listings = Array.from({ length: 200 }, (_, index) => String(918273645546372000n + BigInt(index)))
  const days = Array.from({ length: 120 }, (_, index) => addDays(TODAY, -index))
  await store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: TODAY,
    chartQuery: listings.flatMap((listing, at) =>
      days.map((day) => ({
        airbnb_listing_id: listing,
        metric_date: day,
        p3_impressions_your_value: at,
        p3_impressions_similar_value: 100,
      })),
    ),
  })
  const { html, ...summary } = await composeReport({ store, accounts: 'all', today: TODAY })
  expect(summary).toMatchObject({ accounts: 1, listings: 200, detailedListings: 40 })
  expect(html.match(/<section class="listing"/g)).toHaveLength(40)
  expect(html.match(/<tr><th scope="row">(<a[^>]*>)?<bdi>Listing \d+/g)).toHaveLength(200)
  expect(textOf(html)).toContain('Shown in detail: the 40 listings with most page views. The other 160')
  expect(textOf(html)).toContain('150 more listings')
  expect(Buffer.byteLength(html)).toBeLessThan(8_000_000)
})

it('stops when it is told to', async () => {
  await using store = await knownStore()
  const abort = new AbortController()
  const told: number[] = []
  const report = composeReport({
    store,
    accounts: 'all',
    today: TODAY,
    signal: abort.signal,
    onProgress: ({ done }) => {
      told.push(done)
      if (done === 2) abort.abort(new Error('enough'))
    },
  })
  await expect(report).rejects.toThrow('enough')
  expect(told).toEqual([1, 2])
})

it('of a store without numbers there is none, and the error says what to do', async () => {
  await using store = await memoryStore()
  const options = { store, accounts: 'all', today: TODAY } as const
  await expect(renderReport(options)).rejects.toMatchObject({
    code: 'not_found',
    message: 'There is nothing to report on yet: no account.',
  })
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
  await expect(renderReport(options)).rejects.toMatchObject({ hint: 'Fetch some: airbnb-insights sync' })
  await expect(renderReport({ ...options, accounts: ['77'] })).rejects.toMatchObject({
    code: 'account_not_found',
  })
})
