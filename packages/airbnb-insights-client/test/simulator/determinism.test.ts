import { addDays } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import { buildChartRequest } from '../../src/build-requests.ts'
import { type Simulator, simulatedValue, startSimulator } from '../../src/simulator/index.ts'
import { send } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const options = { today: '2026-03-18', accounts: 3, listings: { min: 4, max: 7 } }

async function chartText(simulator: Simulator): Promise<string> {
  const asker = firstAccount(simulator)
  const response = await send(
    asker,
    buildChartRequest({
      listingId: asker.listingId,
      metric: 'conversion_rate',
      relativeDsStart: -24,
      relativeDsEnd: 3,
      comparison: 'MARKET',
    }),
  )
  return response.text()
}

/** Who is there, with cookies compared but never shown. */
const idsOf = ({ accounts }: Simulator) =>
  accounts.map(({ accountId, listings }) => ({ accountId, listings }))

test('two simulators with the same options are the same, byte for byte', async () => {
  await using one = await startSimulator(options)
  await using other = await startSimulator(options)
  expect(idsOf(other)).toEqual(idsOf(one))
  expect(await chartText(other)).toBe(await chartText(one))
})

test('another seed makes other accounts', async () => {
  await using one = await startSimulator(options)
  await using other = await startSimulator({ ...options, seed: 2 })
  const ids = new Set([...idsOf(one), ...idsOf(other)].map(({ accountId }) => accountId))
  expect(ids.size).toBe(6)
})

test('the number of listings stays within what was asked for, and differs', async () => {
  await using simulator = await startSimulator({ ...options, accounts: 30 })
  const counts = simulator.accounts.map(({ listings }) => listings.length)
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([4, 7])
})

test('what is given in a spec is kept, what is left out is made up', async () => {
  await using simulator = await startSimulator({
    accounts: [
      { accountId: '120000042', listings: [{ listingId: '900000000000000799', internalName: 'Unit 1' }, {}] },
    ],
  })
  expect(simulator.accounts[0]).toMatchObject({
    accountId: '120000042',
    listings: [
      { listingId: '900000000000000799', internalName: 'Unit 1', firstNight: null, hasData: true },
      { listingId: expect.stringMatching(/^9\d{17}$/), listingName: expect.any(String) },
    ],
  })
})

test('the same account twice is refused', async () => {
  const twice = { accountId: '120000042' }
  await expect(startSimulator({ accounts: [twice, twice] })).rejects.toThrow('120000042 is there twice')
})

const value = (
  metric: 'p3_impressions' | 'p2_impressions' | 'conversion_rate',
  series: 'your' | 'similar' | 'overTime',
  night: string,
  listingId = '900000000000000799',
) => simulatedValue({ listingId, metric, series, night, knownOn: '2026-03-18' })

// Fixed numbers: a change of the hash would change what every example and report shows.
test('the numbers are these, in every process', () => {
  const behind = '2026-02-07'
  expect([value('p3_impressions', 'your', behind), value('p2_impressions', 'your', behind)]).toEqual([
    14, 160,
  ])
  expect([value('p3_impressions', 'similar', behind), value('p3_impressions', 'overTime', behind)]).toEqual([
    11, 14,
  ])
  const ahead = '2026-03-25'
  expect(value('conversion_rate', 'your', ahead)).toBe(1 / 24)
  expect(value('p3_impressions', 'your', ahead)).toBe(2)
})

test('listings whose ids differ in the last digit have the same similar listings, others do not', () => {
  const march = Array.from({ length: 28 }, (_, index) => addDays('2026-03-01', index))
  const views = (series: 'your' | 'similar', listingId: string) =>
    march.map((night) => value('p3_impressions', series, night, listingId))
  expect(views('similar', '900000000000000791')).toEqual(views('similar', '900000000000000799'))
  expect(views('your', '900000000000000791')).not.toEqual(views('your', '900000000000000799'))
  expect(views('similar', '900000000000000809')).not.toEqual(views('similar', '900000000000000799'))
})

describe('prerender', () => {
  test('a repeated request is answered with the same bytes, trace id and all', async () => {
    await using simulator = await startSimulator({ ...options, prerender: true })
    const first = await chartText(simulator)
    expect(await chartText(simulator)).toBe(first)
    expect(simulator.requests).toHaveLength(2)
  })

  test('nothing stale is served once the day advances, a fault is due or a session ends', async () => {
    await using simulator = await startSimulator({ ...options, prerender: true })
    const { accountId } = firstAccount(simulator)
    const first = await chartText(simulator)
    simulator.advanceDays(1)
    expect(await chartText(simulator)).not.toBe(first)
    simulator.addFault({ kind: 'html' })
    expect(await chartText(simulator)).toContain('<!doctype html>')
    simulator.expireSession(accountId)
    expect(await chartText(simulator)).toContain('authentication_required')
  })

  test('without the log it still answers', async () => {
    await using simulator = await startSimulator({ ...options, requestLog: false })
    expect(await chartText(simulator)).toContain('PIVOT_CHART_SECTION')
    expect(simulator.requests).toEqual([])
  })
})
