import { expect, test } from 'vitest'
import {
  type AirbnbInsightsClientOptions,
  type ClientEvent,
  DEFAULT_OPERATIONS,
  isStaleOperationError,
  type OperationHashes,
} from '../src/index.ts'
import { type Simulator, startSimulator } from '../src/simulator/index.ts'
import { clientUnderTest, rejectionOf } from './support/asking.ts'

const [NEWEST = '', OLDER = ''] = DEFAULT_OPERATIONS.ChartQuery
const UNHEARD_OF = 'f'.repeat(64)

/** A simulator that knows certain hashes, a client of its first account, and a question about its first listing. */
async function start(known: OperationHashes, options: Partial<AirbnbInsightsClientOptions> = {}) {
  const simulator = await startSimulator({ today: '2026-04-15', operations: known })
  const [account] = simulator.accounts
  if (account === undefined) throw new Error('The simulator has no account')
  const { client, events } = clientUnderTest({
    credentials: account.credentials,
    baseUrl: simulator.url,
    ...options,
  })
  const question = {
    listingId: account.listings[0]?.listingId ?? '',
    metric: 'conversion_rate',
    relativeDsStart: -24,
    relativeDsEnd: 3,
  } as const
  return {
    simulator,
    client,
    events,
    ask: () => client.relative.chart(question),
    [Symbol.asyncDispose]: async () => {
      await client.close()
      await simulator.close()
    },
  }
}

const hashesAsked = ({ requests }: Simulator) => requests.map(({ hash }) => hash)
const changes = (events: readonly ClientEvent[]) => events.filter(({ type }) => type === 'operation_changed')

test('a hash that is unknown once is asked once more, and nothing has changed', async () => {
  await using asking = await start({})
  asking.simulator.addFault({ kind: 'stale_hash' })
  await asking.ask()
  expect(hashesAsked(asking.simulator)).toEqual([NEWEST, NEWEST])
  expect(changes(asking.events)).toEqual([])
  expect(asking.events).toContainEqual(
    expect.objectContaining({ type: 'retry', attempt: 1, delayMs: 0, reason: 'stale_operation' }),
  )
})

test('where it stays unknown, the older one is asked, told once, and kept', async () => {
  await using asking = await start({ ChartQuery: OLDER })
  for (let i = 0; i < 3; i++) await asking.ask()
  expect(hashesAsked(asking.simulator)).toEqual([NEWEST, NEWEST, OLDER, OLDER, OLDER])
  expect(changes(asking.events)).toEqual([
    {
      type: 'operation_changed',
      operation: 'ChartQuery',
      hash: OLDER,
      source: 'built_in',
      unknownHashes: [NEWEST],
    },
  ])
})

test('those that are given go before the built-in ones, in their order', async () => {
  const given = { ChartQuery: [UNHEARD_OF, 'abc', 'def'] }
  await using asking = await start({ ChartQuery: ['def', OLDER] }, { operations: given })
  await asking.ask()
  expect(hashesAsked(asking.simulator)).toEqual([UNHEARD_OF, UNHEARD_OF, 'abc', 'def'])
  expect(changes(asking.events)).toMatchObject([
    { hash: 'def', source: 'given', unknownHashes: [UNHEARD_OF, 'abc'] },
  ])
})

test('calls that are waiting for their turn ask by what worked', async () => {
  await using asking = await start({ ChartQuery: OLDER })
  await Promise.all([asking.ask(), asking.ask(), asking.ask()])
  expect(hashesAsked(asking.simulator)).toEqual([NEWEST, NEWEST, OLDER, OLDER, OLDER])
  expect(changes(asking.events)).toHaveLength(1)
})

test('an operation changes alone', async () => {
  await using asking = await start({ ChartQuery: OLDER })
  await asking.ask()
  await asking.client.listings()
  expect(asking.simulator.requests.at(-1)).toMatchObject({
    operation: 'ListingsSectionQuery',
    hash: DEFAULT_OPERATIONS.ListingsSectionQuery[0],
    status: 200,
  })
})

test('where none is known, each is asked, the error lists them, and later calls ask once', async () => {
  await using asking = await start({ ChartQuery: 'abc' }, { operations: { ChartQuery: UNHEARD_OF } })
  const all = [UNHEARD_OF, NEWEST, OLDER]
  const error = await rejectionOf(asking.ask())
  expect(error).toSatisfy(isStaleOperationError)
  expect(error).toMatchObject({ operation: 'ChartQuery', hashes: all, status: 200 })
  for (const hash of all) expect(String(error)).toContain(hash)
  expect(hashesAsked(asking.simulator)).toEqual([UNHEARD_OF, ...all])
  for (let i = 0; i < 3; i++) expect(await rejectionOf(asking.ask())).toMatchObject({ hashes: all })
  expect(asking.simulator.requests).toHaveLength(4 + 3)
  expect(changes(asking.events)).toEqual([])
})

test('once the server knows it again, all is as before', async () => {
  await using asking = await start({ ChartQuery: 'abc' })
  await rejectionOf(asking.ask())
  asking.simulator.setOperations({ ChartQuery: NEWEST })
  await asking.ask()
  asking.simulator.setOperations({ ChartQuery: OLDER })
  await asking.ask()
  expect(hashesAsked(asking.simulator).slice(3)).toEqual([NEWEST, NEWEST, NEWEST, OLDER])
  expect(changes(asking.events)).toMatchObject([{ hash: OLDER }])
})

test('what worked and works no longer is given up for what does', async () => {
  await using asking = await start({ ChartQuery: OLDER })
  await asking.ask()
  asking.simulator.setOperations({ ChartQuery: NEWEST })
  await asking.ask()
  expect(hashesAsked(asking.simulator)).toEqual([NEWEST, NEWEST, OLDER, OLDER, OLDER, NEWEST])
  expect(changes(asking.events)).toMatchObject([
    { hash: OLDER, unknownHashes: [NEWEST] },
    { hash: NEWEST, unknownHashes: [OLDER] },
  ])
})

test('a failure on the way is tried again by the same hash, and retries count failures alone', async () => {
  await using asking = await start({ ChartQuery: OLDER }, { retry: { retries: 1 } })
  asking.simulator.addFault({ kind: 'reset' })
  await asking.ask()
  expect(hashesAsked(asking.simulator)).toEqual([NEWEST, NEWEST, OLDER, OLDER])
  const attempts = asking.events.flatMap((event) => (event.type === 'request' ? [event.attempt] : []))
  expect(attempts).toEqual([1, 2, 3, 4])
})

test('the next hash is tried also where nothing may be retried', async () => {
  await using asking = await start({ ChartQuery: OLDER }, { retry: { retries: 0 } })
  await asking.ask()
  expect(hashesAsked(asking.simulator)).toEqual([NEWEST, NEWEST, OLDER])
})

test('the pace holds for them as for all requests', async () => {
  await using asking = await start({ ChartQuery: OLDER }, { rateLimit: { minIntervalMs: 40, jitter: 0 } })
  const begun = performance.now()
  await asking.ask()
  expect(asking.simulator.requests).toHaveLength(3)
  expect(performance.now() - begun).toBeGreaterThanOrEqual(75)
})

test.each(['bad_request', 'not_found'] as const)('an unknown hash told as %s is one as well', async (as) => {
  await using asking = await start({})
  asking.simulator.addFault({ kind: 'stale_hash', as, times: 2 })
  await asking.ask()
  expect(hashesAsked(asking.simulator)).toEqual([NEWEST, NEWEST, OLDER])
})
