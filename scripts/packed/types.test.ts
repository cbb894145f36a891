import { expect, test } from 'vitest'
import { installationOf, packageNames } from './support/packed-packages.ts'
import { codeBlocks, readmeOf } from './support/readme.ts'
import { typeErrors } from './support/typescript.ts'

/** What each package's user does, checked by the compiler; a line that must not compile proves that types are there. */
const consumers: Record<string, string> = {
  'insights-transform': `
    import { addDays, type ChartAnswer, type ChartQueryRow, insightRows, pollWindow } from 'insights-transform'
    const window: { start: string; end: string } = pollWindow({ scrapeDay: '2025-07-14' })
    export const next: string = addDays(window.end, 1)
    export const nights = (answer: ChartAnswer): ChartQueryRow[] => insightRows([answer]).chartQuery
    export const viewsOf = (row: ChartQueryRow): number | null => row.p3_impressions_your_value
    // @ts-expect-error -- a number of days, not their name
    addDays(window.end, 'one')
  `,
  'airbnb-insights-client': `
    import { AirbnbInsightsClient, isRateLimitError } from 'airbnb-insights-client'
    import { startSimulator } from 'airbnb-insights-client/simulator'
    export async function listingIds(signal: AbortSignal): Promise<string[]> {
      await using simulator = await startSimulator({ accounts: 1, seed: 1 })
      const credentials = simulator.accounts[0]!.credentials
      await using client = new AirbnbInsightsClient({ credentials, baseUrl: simulator.url })
      const { listings } = await client.listings({ signal })
      return listings.map(({ listingId }) => listingId)
    }
    export const waitMs = (error: unknown): number => (isRateLimitError(error) ? (error.retryAfterMs ?? 0) : 0)
    // @ts-expect-error -- credentials are not optional
    new AirbnbInsightsClient({})
  `,
  'insights-store-timescale': `
    import { isNotMigratedError, openStore, type Run, type Store } from 'insights-store-timescale'
    export async function latestRun(connection: string): Promise<Run | undefined> {
      await using store: Store = await openStore({ connection, schema: 'airbnb' })
      await store.migrate()
      const [run] = await store.runs.list({ limit: 1 })
      return run
    }
    export const unmigrated = (error: unknown): boolean => isNotMigratedError(error)
    // @ts-expect-error -- a store needs a connection
    await openStore({})
  `,
  'airbnb-insights-runner': `
    import { syncAccount, type SyncOutcome } from 'airbnb-insights-runner'
    export const status = async (options: Parameters<typeof syncAccount>[0]): Promise<SyncOutcome['status']> =>
      (await syncAccount(options)).status
    // @ts-expect-error -- a sync needs a store and a client
    await syncAccount({})
  `,
}

test('there is a consumer of every published package', () => {
  expect(Object.keys(consumers).toSorted()).toEqual(packageNames)
})

test.each(Object.entries(consumers))(
  '%s is typed for strict consumers, its read-me among them',
  async (name, consumer) => {
    const project = installationOf(name)
    const examples = codeBlocks(readmeOf(project, name), 'ts').map((code, index) => {
      project.write(`read-me-${index}.mts`, `${code}\nexport {}\n`)
      return `read-me-${index}.mts`
    })
    expect(examples.length).toBeGreaterThan(0)
    project.write('consumer.mts', consumer)
    project.write(
      'consumer.cts',
      `import entry = require('${name}')\nexport type Names = keyof typeof entry\n`,
    )
    expect(await typeErrors(project, ['consumer.mts', 'consumer.cts', ...examples], 'tsc')).toEqual([])
  },
)

test('all of them are typed for TypeScript 6 as well', async () => {
  // The runner brings the other three.
  const project = installationOf('airbnb-insights-runner')
  const [first = '', ...more] = Object.entries(consumers).map(([name, consumer]) => {
    project.write(`${name}.mts`, consumer)
    return `${name}.mts`
  })
  expect(await typeErrors(project, [first, ...more], 'tsc6')).toEqual([])
})
