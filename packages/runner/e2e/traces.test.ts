import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OtlpReceiver, type ReceivedSpan } from '../../../scripts/otlp-receiver.ts'
import { secretMarker } from '../../../scripts/secret-marker.ts'
import { documentOf } from '../test/cli/cli-folder.ts'
import { SimulatedCli } from './simulated-cli.ts'

const ACCOUNT = '310000061'
const [WELL, BROKEN] = ['900000000000000611', '900000000000000612'] as const
const NAMES = [
  'Lighthouse that nobody may read of',
  'Barn that nobody may read of',
  'Keeper',
  'Hayloft',
] as const
const SHORT = { LOOKBACK_WEEKS: '1', LOOKAHEAD_WEEKS: '0', HORIZON_WEEKS: '0' }

let cli: SimulatedCli
beforeAll(async () => {
  cli = await SimulatedCli.start({
    accounts: [
      {
        accountId: ACCOUNT,
        listings: [
          { listingId: WELL, listingName: NAMES[0], internalName: NAMES[2] },
          { listingId: BROKEN, listingName: NAMES[1], internalName: NAMES[3] },
        ],
      },
    ],
    faults: [
      { kind: 'status', status: 503, when: { listingId: WELL, operation: 'ChartQuery' } },
      { kind: 'malformed', when: { listingId: BROKEN, operation: 'ChartQuery' }, times: Infinity },
    ],
  })
})
afterAll(() => cli[Symbol.asyncDispose]())

/** Where the modules that a process loads are written down, and what makes it do so. */
const LOADED = 'loaded'
const NOTES_LOADED = `import{registerHooks}from'node:module';import{appendFileSync}from'node:fs'
registerHooks({load(url,context,next){appendFileSync('${LOADED}',url+'\\n');return next(url,context)}})`
/** What OpenTelemetry's SDK calls the part of it that no tracing is without. */
const TRACES = 'BatchSpanProcessor'
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(NOTES_LOADED)}`

/** The files that were loaded so far and that hold what traces. */
const tracing = (): string[] =>
  readFileSync(join(cli.folder.path, LOADED), 'utf8')
    .split('\n')
    .filter((url) => url.startsWith('file:') && readFileSync(new URL(url), 'utf8').includes(TRACES))

describe('sync, traced', () => {
  let receiver: OtlpReceiver
  let run: { run_id: string; otel_trace_id: string | null }
  let log: string
  beforeAll(async () => {
    receiver = await OtlpReceiver.start()
    const result = await cli.sync(['--json', '--log-level', 'debug', '--log-format', 'json'], {
      env: {
        ...SHORT,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_HEADERS: `x-key=${secretMarker}-collector`,
        OTEL_SERVICE_NAME: 'nightly',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tests',
      },
    })
    log = result.stderr
    run = (documentOf(result) as { accounts: { run: typeof run }[] }).accounts[0]!.run
  })
  afterAll(() => receiver[Symbol.asyncDispose]())

  const only = (name: string): ReceivedSpan => {
    const [span, ...others] = receiver.named(name)
    if (span === undefined || others.length > 0) throw new Error(`${String(others.length + 1)} spans ${name}`)
    return span
  }
  const listing = (listingId: string): ReceivedSpan | undefined =>
    receiver
      .named('sync listing')
      .find(({ attributes }) => attributes['airbnb_insights.listing.id'] === listingId)

  it('is one trace, from the account to the last request and transaction', () => {
    expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(new Set([run.otel_trace_id]))
    const account = only('sync account')
    expect(account).toMatchObject({ parentSpanId: '', kind: 'internal', failed: true, links: [] })
    expect(account.attributes).toMatchObject({
      'airbnb_insights.account.id': ACCOUNT,
      'airbnb_insights.scrape_day': cli.simulator.today,
      'airbnb_insights.run.id': run.run_id,
      'airbnb_insights.run.status': 'partial',
      'airbnb_insights.listings.succeeded': 1,
      'airbnb_insights.listings.failed': 1,
      'error.type': 'listings_failed',
    })
    for (const name of ['begin run', 'plan run', 'finish run', 'POST /api/v3/ListingsSectionQuery/{hash}'])
      expect(receiver.parentOf(only(name))).toBe(account)
    for (const span of receiver.named('sync listing')) expect(receiver.parentOf(span)).toBe(account)
    expect(receiver.parentOf(only('commit listing'))).toBe(listing(WELL))
    expect(receiver.parentOf(only('fail listing'))).toBe(listing(BROKEN))
    const asked = cli.simulator.requests.length
    expect(receiver.spans.filter(({ scope }) => scope === 'airbnb-insights-client')).toHaveLength(asked)
  })

  it('tells requests and transactions by the conventions', () => {
    const [first, second] = receiver
      .named('POST /api/v3/ChartQuery/{hash}')
      .filter((span) => receiver.parentOf(span) === listing(WELL))
    const { hostname, port } = new URL(cli.simulator.url)
    expect(first).toMatchObject({ kind: 'client', failed: true })
    expect(first?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.response.status_code': 503,
      'error.type': '503',
      'server.address': hostname,
      'server.port': Number(port),
      'url.full': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v3\/ChartQuery\/[0-9a-f]{64}$/),
      'graphql.operation.name': 'ChartQuery',
    })
    expect(second).toMatchObject({ failed: false })
    expect(second?.attributes).toMatchObject({
      'http.request.resend_count': 1,
      'http.response.status_code': 200,
    })
    expect(only('commit listing')).toMatchObject({ kind: 'client', failed: false })
    expect(only('commit listing').attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.namespace': 'airbnb',
      'db.operation.name': 'COMMIT',
      'db.query.summary': 'commit listing',
      'airbnb_insights.listing.id': WELL,
      'airbnb_insights.rows.inserted': expect.any(Number),
    })
    expect(listing(BROKEN)).toMatchObject({ failed: true, attributes: { 'error.type': 'response_shape' } })
  })

  it('says which process it is, and authorizes itself', () => {
    expect(only('sync account').resource).toMatchObject({
      'service.name': 'nightly',
      'service.version': expect.any(String),
      'deployment.environment.name': 'tests',
    })
    expect(new Map(receiver.headers[0]).get('x-key')).toBe(`${secretMarker}-collector`)
  })

  it('holds no cookie and no name of a listing', () => {
    const sent = Buffer.concat(receiver.bodies).toString('latin1')
    expect(sent).toContain(WELL)
    expect(NAMES.filter((name) => sent.includes(name))).toEqual([])
    expect(sent.includes(secretMarker)).toBe(false)
  })

  it('is named by each line of the log and by the run', async () => {
    const lines = log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): Record<string, unknown> => JSON.parse(line))
    const answered = lines.filter(({ msg }) => msg === 'airbnb client: response')
    const spans = new Set(receiver.spans.map(({ spanId }) => spanId))
    expect(answered.length).toBeGreaterThan(2)
    for (const line of answered) {
      expect(line['trace_id']).toBe(run.otel_trace_id)
      expect(spans).toContain(line['span_id'])
    }
    const { stdout } = await cli.folder.run(['runs', 'show', 'latest'])
    expect(stdout).toMatch(new RegExp(`^Trace +${String(run.otel_trace_id)}$`, 'm'))
  })
})

it('loads nothing that traces where nothing is to be traced', async () => {
  const result = await cli.sync(['--full'], { env: { ...SHORT, NODE_OPTIONS, OTEL_SERVICE_NAME: 'nightly' } })
  expect(result.code).toBe(1)
  expect(tracing()).toEqual([])
})

it('syncs as well where the collector is away, and says so once', async () => {
  const env = {
    ...SHORT,
    NODE_OPTIONS,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces',
    OTEL_EXPORTER_OTLP_TIMEOUT: '50',
    OTEL_BSP_SCHEDULE_DELAY: '5',
  }
  const result = await cli.sync(['--full', '--json'], { env })
  expect(result.code).toBe(1)
  expect(documentOf(result)).toMatchObject({
    accounts: [{ run: { status: 'partial', listings_succeeded: 1 } }],
  })
  expect(result.stderr.match(/traces cannot be delivered/g)).toHaveLength(1)
  expect(tracing()).toHaveLength(1)
})

it('says so, and leaves in some seconds, where nothing is known of the collector when all is done', async () => {
  // Takes connections and never answers: by its usual settings the exporter would wait for ten seconds, and try again.
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const env = { ...SHORT, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(port)}` }
  const result = await cli.sync(['--full'], { env })
  silent.close()
  expect(result.code).toBe(1)
  expect(result.stderr.match(/no answer in time.*traces cannot be delivered/g)).toHaveLength(1)
})

it('traces nothing where the address of the collector is none, and says so at once', async () => {
  const env = { ...SHORT, NODE_OPTIONS, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }
  const { stderr } = await cli.sync(['--full'], { env })
  expect(stderr).toMatch(/OTEL_EXPORTER_OTLP_ENDPOINT.*nothing is traced: .*http:\/\/ /)
  expect(stderr).not.toContain('cannot be delivered')
})
