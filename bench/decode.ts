import { AirbnbInsightsClient, parseChartResponse, parseListOfMetricsResponse } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import {
  type FlattenContext,
  flattenChart,
  flattenListOfMetrics,
  guessBaseDay,
  pivotChart,
  pivotChartSummary,
  pivotListOfMetrics,
  pollWindow,
  relativeDs,
  splitWindow,
} from 'insights-transform'
import { compare, type Measurement, timed } from './measurement.ts'

interface Answer {
  readonly kind: 'chart' | 'list'
  readonly body: string
  readonly context: FlattenContext
}

const TODAY = '2026-04-15'
/** How often the answers are decoded in one run, so that a run lasts long enough to be measured. */
const REPETITIONS = 20

/** What validation, flattening and pivoting cost, beside parsing the JSON, which cannot be avoided. */
export async function decode(): Promise<Measurement[]> {
  const listings = await backfillAnswers()
  const parseAlone = () => {
    for (const answers of listings) for (const { body } of answers) JSON.parse(body)
  }
  const decodeAll = () => {
    for (const answers of listings) decodeListing(answers)
  }
  return [
    await compare({
      name: 'decode',
      what: "a backfill's responses: parse, validate, flatten and pivot, against JSON.parse alone",
      target: { atMost: 2 },
      runs: 9,
      warmUps: 2,
      units: ['ms decoded', 'ms parsed'],
      run: async () => ({
        against: await timed(repeat(parseAlone)),
        measured: await timed(repeat(decodeAll)),
      }),
    }),
  ]
}

const repeat = (work: () => void) => (): void => {
  for (let repetition = 0; repetition < REPETITIONS; repetition++) work()
}

function decodeListing(answers: readonly Answer[]): void {
  const charts = answers
    .filter(({ kind }) => kind === 'chart')
    .flatMap(({ body, context }) => flattenChart(parseChartResponse(JSON.parse(body)), context))
  const lists = answers
    .filter(({ kind }) => kind === 'list')
    .flatMap(({ body, context }) =>
      flattenListOfMetrics(parseListOfMetricsResponse(JSON.parse(body)), context),
    )
  const rows = pivotChart(charts).length + pivotChartSummary(charts).length + pivotListOfMetrics(lists).length
  if (rows < 200) throw new Error(`A backfill made only ${rows} rows.`)
}

/** The bodies that a backfill of a few listings is answered with, listing by listing. */
async function backfillAnswers(): Promise<Answer[][]> {
  await using simulator = await startSimulator({ accounts: 1, listings: 4, today: TODAY })
  const [account] = simulator.accounts
  if (!account) throw new Error('The simulator has no account.')
  let body = ''
  await using client = new AirbnbInsightsClient({
    credentials: account.credentials,
    baseUrl: simulator.url,
    rateLimit: { minIntervalMs: 0 },
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      body = await response.clone().text()
      return response
    },
  })
  const window = pollWindow({ today: TODAY })
  const baseDay = guessBaseDay(TODAY)
  const listings: Answer[][] = []
  for (const { listingId, internalName } of account.listings) {
    const answers: Answer[] = []
    for (const metric of ['conversion_rate', 'p3_impressions'] as const) {
      const ask = async (kind: Answer['kind'], days: number) => {
        for (const slice of splitWindow(window, days)) {
          const request = {
            listingId,
            groupByValue: metric,
            relativeDsStart: relativeDs(slice.start, baseDay),
            relativeDsEnd: relativeDs(slice.end, baseDay),
          }
          if (kind === 'chart') await client.chart({ ...request, comparison: 'MARKET' })
          else await client.listOfMetrics(request)
          const context = {
            listingId,
            listingName: internalName,
            metricType: 'CONVERSION',
            groupValue: metric,
            window: slice,
          }
          answers.push({ kind, body, context })
        }
      }
      await ask('chart', 28)
      await ask('list', 7)
    }
    listings.push(answers)
  }
  return listings
}
