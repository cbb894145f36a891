import { addDays } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { composeReport } from '../../src/report/render-report.ts'
import { memoryStore, simulatorFor, syncAll } from '../support/sync-bench.ts'
import { ACCOUNT, FIRST_NIGHT, knownStore, LISTINGS, TODAY } from './support/known-store.ts'
import { tableOf, textOf } from './support/page-text.ts'
import { renderReport } from './support/rendered-report.ts'

const percent = (rate: number | null | undefined): string =>
  rate === null || rate === undefined ? '–' : `${(rate * 100).toFixed(rate < 0.1 ? 2 : 1)}%`

describe('of an account whose numbers are known', () => {
  it('tells first what needs a hand, what lies ahead, and what is new', async () => {
    await using store = await knownStore()
    const text = textOf(await renderReport({ store, accounts: 'all', today: TODAY }))
    expect(text).toContain('Nights from 14 Dec 2025 – 12 Sep 2026')
    expect(text).toContain('Today is Tue 16 Jun 2026.')
    expect(text).toContain('4 listings, last read on Tue 16 Jun 2026.')
    expect(text).toContain('Never read successfully: Empty attic.')
    expect(text).toContain('Nights without numbers: Harbour loft (12 – 13 May 2026).')
    expect(text).toContain(
      '▼ 1 week behind similar listings by a fifth or more, in nights that look free: Harbour loft 5 – 11 Jul (53 page views, similar 106).',
    )
    // 1,372 of the harbour loft, and 29 each of a night of two more.
    expect(text).toContain('Nights ahead 1,430 page views so far for free nights +59% against similar (897)')
    expect(text).toContain('Nights that look taken 3 of 90 nights ahead')
    expect(text).toContain('Nights booked 4 in the week of 7 – 13 Jun 3 the week before')
    expect(text).toContain('No run is recorded.')
  })

  it('says both days where the page is made later than the numbers were read', async () => {
    await using store = await knownStore()
    const text = textOf(await renderReport({ store, accounts: 'all', today: addDays(TODAY, 3) }))
    expect(text).toContain(
      '“Today” is Tue 16 Jun 2026, when the numbers were last read; the page was made on 19 Jun 2026.',
    )
    expect(text).toContain('Nothing has been read for 3 days, since 16 Jun 2026.')
  })

  it('calls what lies ahead growing, and never a past night unfinished', async () => {
    await using store = await knownStore()
    const html = await renderReport({ store, accounts: 'all', today: TODAY })
    expect(html).not.toMatch(/not final|still count|days ago/i)
    const weeks = tableOf(html, 'Weeks of the listing', 'id="account-1-listing-1"').slice(1)
    const growing = weeks.filter(([week]) => week?.endsWith('growing')).map(([week]) => week)
    expect(growing[0]).toBe('14 – 20 Jun 2026 growing')
    expect(growing).toHaveLength(13)
    // Nights that had passed had the same numbers on both days.
    expect(textOf(html)).toContain('Numbers up to the night of 15 Jun 2026 no longer change')
  })

  it('shows a period behind in whole weeks, without what lies ahead', async () => {
    await using store = await knownStore()
    const period = { from: '2026-04-08', to: '2026-04-29' }
    const { html, ...facts } = await composeReport({ store, accounts: 'all', today: TODAY, ...period })
    expect(facts.period).toEqual({ from: FIRST_NIGHT, to: '2026-05-02' })
    const text = textOf(html)
    expect(text).toContain('No night of this report lies ahead')
    expect(text).not.toContain('Since the last look')
    expect(html).not.toContain('section class="picture"')
    expect(
      tableOf(html, 'Weeks of the account')
        .slice(1)
        .map(([week]) => week),
    ).toEqual(['5 – 11 Apr 2026', '12 – 18 Apr 2026', '19 – 25 Apr 2026', '26 Apr – 2 May 2026'])
    expect(tableOf(html, 'Nights of the listing', 'id="account-1-listing-1"')).toHaveLength(1 + 28)
  })

  it('refuses a period without any number, and says for which nights there are some', async () => {
    await using store = await knownStore()
    const report = (from: string, to?: string) =>
      renderReport({ store, accounts: 'all', today: TODAY, from, to })
    const reach = 'numbers are of nights from 2026-04-05 to 2026-09-11'
    await expect(report('2025-01-05', '2025-02-01')).rejects.toMatchObject({
      code: 'not_found',
      message: `There is no number for the nights from 2025-01-05 to 2025-02-01: ${reach}.`,
    })
    await expect(report('2027-01-03')).rejects.toThrow(reach)
    // Both nights that the API had no number for.
    await expect(report('2026-05-10', '2026-05-13')).resolves.toContain('Harbour loft')
  })

  it('refuses a period in a gap as well, and names the nights on both sides of it', async () => {
    await using store = await memoryStore()
    await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: TODAY,
      chartQuery: ['2026-05-01', '2026-05-02', '2026-06-03', '2026-06-05'].map((night) => ({
        airbnb_listing_id: night < '2026-06-05' ? LISTINGS.harbour : LISTINGS.rtl,
        metric_date: night,
        p3_impressions_your_value: 5,
      })),
    })
    const period = { from: '2026-05-12', to: '2026-05-20' }
    await expect(renderReport({ store, accounts: 'all', today: TODAY, ...period })).rejects.toThrow(
      'There is no number for the nights from 2026-05-10 to 2026-05-23: numbers are of nights from 2026-05-01 to 2026-05-02 and from 2026-06-03 to 2026-06-05.',
    )
  })

  it('of one look alone says that there is nothing to compare with', async () => {
    await using store = await memoryStore()
    await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: TODAY,
      chartQuery: [
        {
          airbnb_listing_id: LISTINGS.harbour,
          metric_date: '2026-06-20',
          p3_impressions_your_value: 5,
          p3_impressions_similar_value: 4,
        },
      ],
    })
    const text = textOf(await renderReport({ store, accounts: 'all', today: TODAY }))
    expect(text).toContain('The nights ahead were read on one day only.')
    expect(text).toContain('New since the last look – page views for nights ahead there was one look only')
    expect(text).toContain('not known yet: none was read twice after it had passed')
  })
})

it('of several accounts tells in a table how each stands, also one that was never read', async () => {
  await using store = await knownStore()
  await store.accounts.upsert({ accountId: '77', cookie: 'x', clientVersion: 'x', userAgent: 'x' })
  const html = await renderReport({ store, accounts: [ACCOUNT, '77'], today: TODAY })
  expect(tableOf(html, 'All accounts').slice(1)).toEqual([
    [ACCOUNT, 'yes', '1,430', '+59%', '+32', '4', '4', '16 Jun 2026'],
    ['77', 'yes', '–', '–', '–', '–', '0', 'never'],
  ])
  expect(textOf(html)).toContain('2 accounts, 4 listings. Nights from 14 Dec 2025')
  expect(textOf(html)).toContain(
    'Account 77 0 listings, never read. Nothing of this account has been read yet.',
  )
})

describe('of a simulated account', () => {
  it('tells its runs with their notes, and a listing without numbers from one that was never read', async () => {
    await using store = await memoryStore()
    const listings = [
      { listingId: '91', internalName: 'Full', hasData: true },
      { listingId: '92', internalName: 'Bare', hasData: false },
    ]
    await using simulator = await simulatorFor(store, {
      accounts: [{ accountId: ACCOUNT, listings }],
      today: TODAY,
      faults: [{ kind: 'lists_differ' }],
    })
    await syncAll(store, simulator)
    const html = await renderReport({ store, accounts: 'all', today: TODAY })
    const text = textOf(html)
    expect(text).toContain('the API had none when it was last read, on 16 Jun 2026')
    const bare = tableOf(html, 'Nights with numbers').find(([name]) => name === 'Bare')
    expect(bare).toEqual(['Bare', 'The API had no number for it.', '–', '16 Jun 2026', '–'])
    const told = tableOf(html, 'Last runs')[1] ?? []
    expect(told.slice(0, 3)).toEqual(['16 Jun 2026', 'complete', '2/2'])
    expect(told[6]).toMatch(
      /^For listing 91, .+ chart and list of metrics say: conversion_rate 0\.18% and 1\.18%/,
    )
  })

  it('names failed listings, an expired session and a disabled account as what needs a hand', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, {
      accounts: [
        {
          accountId: ACCOUNT,
          listings: [
            { listingId: '91', internalName: 'Full' },
            { listingId: '92', internalName: 'Odd one' },
          ],
        },
      ],
      today: TODAY,
    })
    await syncAll(store, simulator)
    expect(textOf(await renderReport({ store, accounts: 'all', today: TODAY }))).toContain(
      '✓ Nothing needs you.',
    )
    simulator.advanceDays(1)
    simulator.addFault({ kind: 'malformed', when: { listingId: '92' }, times: Number.POSITIVE_INFINITY })
    await syncAll(store, simulator)
    expect(textOf(await renderReport({ store, accounts: 'all', today: simulator.today }))).toMatch(
      /1 listing failed in the last run, on 17 Jun 2026: Odd one \(.+\)\./,
    )
    simulator.clearFaults()
    simulator.advanceDays(1)
    simulator.expireSession(ACCOUNT)
    await syncAll(store, simulator)
    const text = textOf(await renderReport({ store, accounts: 'all', today: simulator.today }))
    expect(text).toMatch(/Airbnb has ended this account’s session \(seen .+ UTC\)/)
    expect(text).toContain('18 Jun 2026 the session had expired')
    expect(text).not.toContain('Nothing needs you')
    await store.accounts.update(ACCOUNT, { isActive: false })
    expect(textOf(await renderReport({ store, accounts: 'all', today: simulator.today }))).toContain(
      'This account is disabled: nothing new is read for it.',
    )
  })

  it('adds listings up, and finds movers, as store.analysis does', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, {
      accounts: [{ accountId: ACCOUNT, listings: 4 }],
      today: addDays(TODAY, -1),
    })
    await syncAll(store, simulator)
    simulator.advanceDays(1)
    await syncAll(store, simulator)
    const html = await renderReport({ store, accounts: 'all', today: TODAY })
    const query = { accountId: ACCOUNT, from: '2025-12-14', to: '2026-09-12', per: 'account' } as const
    const gap = new Map((await store.analysis.marketGap(query)).map((week) => [week.week, week]))
    const funnel = await store.analysis.weeklyFunnel(query)
    expect(funnel.length).toBeGreaterThan(35)
    const rows = tableOf(html, 'Weeks of the account').slice(1)
    expect(
      rows.map((cells) => [...cells.slice(1, 3), ...cells.slice(3)].map((cell) => cell.replaceAll(',', ''))),
    ).toEqual(
      funnel.map(
        ({ week, listings, impressions, bookedNights, searchToListing, listingToBooking, conversion }) => [
          String(listings),
          String(impressions),
          String(gap.get(week)?.pageViews.own),
          String(gap.get(week)?.pageViews.similar),
          String(bookedNights),
          percent(searchToListing),
          percent(listingToBooking),
          percent(conversion),
          percent(gap.get(week)?.conversion.similar),
        ],
      ),
    )
    const movers = await store.analysis.movers({ accountId: ACCOUNT })
    const ahead = textOf(
      html.slice(
        html.indexOf('<caption>Page views, weeks ahead'),
        html.indexOf('</table>', html.indexOf('<caption>Page views, weeks ahead')),
      ),
    )
    expect(movers.ahead.movers).toHaveLength(5)
    for (const { before, after } of movers.ahead.movers)
      expect(ahead).toContain(`${String(before)} ${String(after)} `)
    for (const [title, metric] of [
      ['Seen in search', 'impressions'],
      ['Page views', 'pageViews'],
    ]) {
      const start = html.indexOf(`<caption>${title ?? ''}, last week`)
      const table = textOf(html.slice(start, html.indexOf('</table>', start)))
      const moved = movers.behind.movers.filter((mover) => mover.metric === metric)
      expect(moved.length).toBeGreaterThan(1)
      for (const { before, after } of moved) {
        expect(table).toContain(`${before.toLocaleString('en-US')} ${after.toLocaleString('en-US')} `)
      }
    }
  })
})

it('of many listings tells all in the table, draws some, and says so', async () => {
  await using store = await memoryStore()
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
  const listings = Array.from({ length: 200 }, (_, index) => String(918273645546372000n + BigInt(index)))
  const nights = Array.from({ length: 150 }, (_, index) => addDays(TODAY, 80 - index))
  await store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: TODAY,
    chartQuery: listings.flatMap((listing, at) =>
      nights.map((night) => ({
        airbnb_listing_id: listing,
        metric_date: night,
        p3_impressions_your_value: at,
        p3_impressions_similar_value: 100,
      })),
    ),
  })
  const { html, ...summary } = await composeReport({ store, accounts: 'all', today: TODAY })
  expect(summary).toMatchObject({ accounts: 1, listings: 200, detailedListings: 40 })
  expect(html.match(/<section class="listing"/g)).toHaveLength(40)
  expect(html.match(/<section class="picture"/g)).toHaveLength(40)
  expect(tableOf(html, 'Listings')).toHaveLength(2 + 50)
  expect(textOf(html)).toContain('Shown in detail: the 40 listings with most page views. The other 160')
  expect(textOf(html)).toContain('150 more listings, with fewer page views')
  expect(textOf(html)).toContain('32 more listings')
  expect(Buffer.byteLength(html)).toBeLessThan(5_000_000)
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
    onProgress: ({ done, total }) => {
      told.push(done, total)
      if (done === 2) abort.abort(new Error('enough'))
    },
  })
  await expect(report).rejects.toThrow('enough')
  expect(told).toEqual([1, 5, 2, 5])
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
