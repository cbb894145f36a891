import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator/index.ts'
import { askListings, askListOfMetrics } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    today: '2026-03-18',
    accounts: [{ listings: [{}, { hasData: false }] }, { listings: 5 }],
  })
})
afterAll(() => simulator.close())

test('the listing overview holds every key that the API has', async () => {
  const section = await askListings(firstAccount(simulator))
  expect(section).toMatchObject({
    __typename: 'porygonPPivotListingsSection',
    title: expect.any(String),
    subtitle: expect.any(String),
    tableHeaders: expect.any(Array),
    totalCount: 2,
    resultsCount: 2,
    componentName: 'PIVOT_LISTINGS_SECTION',
  })
  expect(section.ratingSortBySelectors).toHaveLength(2)
  expect(section.tableRows[0]).toEqual({
    __typename: 'porygonPListingMetric',
    id: simulator.accounts[0]?.listings[0]?.listingId,
    thumbnailUrl: expect.stringMatching(/^https:/),
    metricUnit: expect.objectContaining({ metricName: 'occupancy_rate', label: null }),
    listingName: simulator.accounts[0]?.listings[0]?.listingName,
    internalName: simulator.accounts[0]?.listings[0]?.internalName,
    summary: expect.any(String),
  })
})

test('a listing without data has an occupancy of "-", wrapped as 0', async () => {
  const { tableRows } = await askListings(firstAccount(simulator))
  expect(tableRows[1]?.metricUnit).toMatchObject({
    value: { doubleValue: 0 },
    valueString: '-',
    valueChange: null,
    valueChangeType: null,
  })
})

test('each account sees its own listings', async () => {
  const [, second] = simulator.accounts
  if (second === undefined) throw new Error('no second account')
  const { tableRows } = await askListings({ url: simulator.url, credentials: second.credentials })
  expect(tableRows.map(({ id }) => id)).toEqual(second.listings.map(({ listingId }) => listingId))
})

test('listing ids are above 2^53', () => {
  const ids = simulator.accounts.flatMap(({ listings }) => listings.map(({ listingId }) => listingId))
  expect(ids.every((id) => BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER))).toBe(true)
  expect(new Set(ids).size).toBe(7)
})

test('a list of metrics holds the metrics that the API gives, without a change and without a date', async () => {
  const asker = firstAccount(simulator)
  const window = { listingId: asker.listingId, relativeDsStart: -17, relativeDsEnd: -11 }
  const names = async (metric: 'conversion_rate' | 'p3_impressions') => {
    const section = await askListOfMetrics(asker, { ...window, metric })
    expect(Object.keys(section).sort()).toEqual(['__typename', 'componentName', 'metrics'])
    expect(section.metrics.every(({ valueChange }) => valueChange === null)).toBe(true)
    return section.metrics.map(({ metricName }) => metricName)
  }
  expect(await names('conversion_rate')).toEqual([
    'conversion_rate',
    'p2_impressions_first_page_rate',
    'search_conversion_rate',
    'listing_conversion_rate',
  ])
  expect(await names('p3_impressions')).toEqual(['p3_impressions', 'p2_impressions'])
})
