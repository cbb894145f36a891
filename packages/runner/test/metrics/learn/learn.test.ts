import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { ASKABLE_METRICS } from 'insights-transform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  asChromeHar,
  asFirefoxHar,
  BROWSERS,
  PASSED_OVER,
  type RecordedExchange,
} from '../../../../airbnb-insights-client/test/support/captured-har.ts'
import { CliFolder, documentOf } from '../../cli/cli-folder.ts'

const WINDOW = { start: '2026-04-05', end: '2026-04-11' } as const
const LISTING = '900000000000000021'
const TITLE = 'Zqharbour loft by the sea'
const TODAY = '2026-04-15'

const folder = new CliFolder()
let simulator: Simulator
let visit: readonly RecordedExchange[]
beforeAll(async () => {
  simulator = await startSimulator({
    today: TODAY,
    accounts: [{ accountId: '310000051', listings: [{ listingId: LISTING, internalName: TITLE }] }],
  })
  visit = await visited(simulator, lookAround)
  for (const [browser, asHar] of BROWSERS) write(`${browser}.har`, asHar(visit))
})
afterAll(async () => {
  await simulator.close()
  folder[Symbol.dispose]()
})

const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text)
const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8')
const learn = (...args: string[]) => folder.run(['metrics', 'learn', ...args])

/** What a browser records while its host looks at the pages of a simulated Airbnb. */
async function visited(
  { url, accounts: [account] }: Simulator,
  look: (client: AirbnbInsightsClient) => Promise<void>,
): Promise<readonly RecordedExchange[]> {
  if (account === undefined) throw new Error('the simulator has no account')
  const exchanges: RecordedExchange[] = []
  await using client = new AirbnbInsightsClient({
    credentials: account.credentials,
    baseUrl: url,
    rateLimit: { minIntervalMs: 0 },
    clock: () => new Date(`${TODAY}T12:00:00Z`),
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      const { status } = response
      const answer = await response.clone().text()
      const asked = new URL(input instanceof Request ? input.url : input)
      const body = typeof init?.body === 'string' ? init.body : null
      exchanges.push({ url: `https://www.airbnb.com${asked.pathname}`, method: 'POST', body, status, answer })
      return response
    },
  })
  await look(client)
  return [...PASSED_OVER, ...exchanges]
}

/** A look at the listings, at a chart, and at the metrics of a week. */
async function lookAround(client: AirbnbInsightsClient): Promise<void> {
  await client.listings()
  await client.chart({ listingId: LISTING, metric: 'conversion_rate', window: WINDOW, comparison: 'MARKET' })
  // A list has no dates: the client asks for a chart before it, to know the base day.
  await client.listOfMetrics({ listingId: LISTING, metric: 'p3_impressions', window: WINDOW })
}

/** A visit after Airbnb has built something new. */
const novel = (): readonly RecordedExchange[] =>
  visit.map(({ answer, ...exchange }) => ({
    ...exchange,
    answer:
      answer?.replaceAll(
        '"metricName":"p2_impressions"',
        `"metricName":"nights_booked","hostNote":"${TITLE}"`,
      ) ?? null,
  }))

describe.each(BROWSERS)('a recording of %s', (browser) => {
  it('is told in tables, with nothing of the host', async () => {
    const { code, stdout, stderr } = await learn(`${browser}.har`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Requests +8, of the Performance pages 4\nAnswers +4 read\n/)
    expect(stdout).toMatch(/^ChartQuery +[0-9a-f]{64} +2 +POST +web-performance-dash-chart$/m)
    expect(stdout).toMatch(/^CONVERSION +conversion_rate +ChartQuery +MARKET +1 +7 +2$/m)
    expect(stdout).toMatch(/^DAY +MARKET +2 +7 +7 +1 +any +2$/m)
    expect(stdout).toContain('✓ Nothing in it is new to this version.')
    expect(stdout).toContain('"metricName": "conversion_rate"')
    for (const secret of [LISTING, TITLE, 'simsecret', '310000051'])
      expect(stdout.includes(secret)).toBe(false)
    expect(stderr).toContain('Delete the HAR file')
  })
})

it('opens no database, and leaves nothing in its folder', () => {
  expect(existsSync(folder.dataFolder)).toBe(false)
  expect(readdirSync(folder.path).toSorted()).toEqual(
    BROWSERS.map(([browser]) => `${browser}.har`).toSorted(),
  )
})

it('tells what is new, and shows it in a sample that is put where it is wanted', async () => {
  write('novel.har', asFirefoxHar(novel()))
  const { code, stdout, stderr } = await learn('novel.har', '--sample', 'sample.json')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^metric +nights_booked +ListOfMetricsQuery +a metric that is new +1$/m)
  expect(stdout).toMatch(/^key +hostNote +metric unit +text of 25 characters +1$/m)
  expect(stdout).toMatch(/✓ sample\.json \(\S+ kB\): the sample, with nothing of yours in it/)
  expect(stdout).not.toContain('"exchanges"')
  expect(stderr).toContain('put it into an issue')
  const sample = JSON.parse(read('sample.json')) as { exchanges: { shows: string[] }[] }
  expect(sample.exchanges.flatMap(({ shows }) => shows)).toContain('metric nights_booked')
  expect(read('sample.json')).toContain('"hostNote": "text of 25 characters"')
  expect(read('sample.json').includes('Zqharbour')).toBe(false)
  const alone = await learn('novel.har', '--sample', '-')
  expect(alone).toEqual({ code: 0, stdout: read('sample.json'), stderr: '' })
})

it('--json prints a document that fits its published schema', async () => {
  const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(
      readFileSync(new URL('../../../schemas/metrics-learn.json', import.meta.url), 'utf8'),
    ) as object,
  )
  write('novel.har', asFirefoxHar(novel()))
  const result = await learn('novel.har', '--json')
  const document = documentOf(result)
  expect(fits(document), JSON.stringify(fits.errors)).toBe(true)
  expect(document).toMatchObject({
    requests: { all: 8, of_performance: 4, without_body: 0 },
    operations: expect.arrayContaining([
      expect.objectContaining({ operation: 'ChartQuery', is_known: true }),
    ]),
    unknown: expect.arrayContaining([
      { kind: 'key', name: 'hostNote', where: 'metric unit', what: 'text of 25 characters', times: 1 },
    ]),
    sample_file: null,
  })
  const { sample, sample_exchanges } = document as { sample: string; sample_exchanges: number }
  expect((JSON.parse(sample) as { exchanges: unknown[] }).exchanges).toHaveLength(sample_exchanges)
})

it('tells every metric that the pages can be asked for, and each that the answers hold', async () => {
  const exchanges = await visited(simulator, async (client) => {
    for (const metric of ASKABLE_METRICS) {
      await client.chart({ listingId: LISTING, metric, window: WINDOW, comparison: 'YOY' })
    }
  })
  write('all.har', asChromeHar(exchanges))
  const { questions, metrics } = documentOf(await learn('all.har', '--json')) as {
    questions: { metric: string; comparison: string; is_known: boolean }[]
    metrics: { metric: string }[]
  }
  expect(questions).toEqual(
    ASKABLE_METRICS.map((metric) => expect.objectContaining({ metric, comparison: 'YOY', is_known: true })),
  )
  const named = exchanges.flatMap(({ answer }) =>
    [...(answer ?? '').matchAll(/"metricName":"([^"]*)"/g)].map(([, name = '']) => name),
  )
  expect(metrics.map(({ metric }) => metric).toSorted()).toEqual([...new Set(named)].toSorted())
  expect(metrics.length).toBeGreaterThanOrEqual(ASKABLE_METRICS.length)
})

it('reads stdin, in a process of its own', async () => {
  const { code, stdout, stderr } = await folder.spawn(['metrics', 'learn', '-', '--json'], {
    stdin: read('Chrome.har'),
  })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ requests: { answers: 4 } })
  expect(stderr).toContain('Delete the HAR file')
})

it('warns where the browser left bodies out, and where every answer refuses', async () => {
  const [first, ...others] = visit.slice(PASSED_OVER.length)
  write('partly.har', asChromeHar([{ ...first!, answer: null }, ...others]))
  expect((await learn('partly.har')).stderr).toMatch(
    /^! 1 answer without a body: .*: reload the page with the network panel open/,
  )
  const refusal =
    '{"data":null,"errors":[{"message":"Please login","extensions":{"errorType":"authentication_required"}}]}'
  write('refused.har', asChromeHar(others.map((one) => ({ ...one, answer: refusal }))))
  const refused = await learn('refused.har')
  expect(refused.stderr).toMatch(/^! Every answer is a refusal: sign in to Airbnb/)
  expect(refused.stdout).toMatch(/^Refusals +ChartQuery: HTTP 200 authentication_required \(2\), /m)
})

describe('is refused in one line, exit code 2:', () => {
  it.each([
    ['no file', ['absent.har'], /^<file>: given "absent\.har" \(ENOENT\b/],
    ['no HAR file', ['page.html'], /^page\.html: This is a page, and no HAR file: save it anew/],
    [
      'one that breaks off',
      ['torn.har'],
      /^torn\.har: The HAR file breaks off after \d requests: save it anew/,
    ],
    [
      'one of other pages',
      ['other.har'],
      /^other\.har: The HAR file holds no request of the Performance pages: .* click through/,
    ],
    ['one without bodies', ['empty.har'], /^empty\.har: The HAR file holds 4 of .*; reload the pages/],
    ['a sample without a name', ['Chrome.har', '--sample', ''], /^--sample: given ""/],
    [
      'a sample in a document',
      ['Chrome.har', '--sample', '-', '--json'],
      /^--sample: given "-" together with --json/,
    ],
    [
      'a sample in no folder',
      ['Chrome.har', '--sample', 'none/sample.json'],
      /^--sample: given "none\/sample\.json"/,
    ],
  ])('%s', async (_, args, message) => {
    write('page.html', '<!doctype html>')
    write('torn.har', read('Firefox.har').slice(0, -100))
    write('other.har', asFirefoxHar(PASSED_OVER))
    write('empty.har', asFirefoxHar(visit.map((exchange) => ({ ...exchange, answer: null }))))
    const { code, stdout, stderr } = await learn(...args)
    const told = args.includes('--json')
      ? (documentOf({ code, stdout, stderr }) as { error: { message: string } }).error.message
      : stderr
    expect(told.replace(/^airbnb-insights: /, '')).toMatch(message)
    expect(told.trimEnd()).not.toContain('\n')
    expect(code).toBe(2)
  })
})
