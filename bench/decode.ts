import { AirbnbInsightsClient, parseChart } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import {
  ASKABLE_METRICS,
  type AskableMetric,
  type ChartQuestion,
  insightRows,
  pollWindow,
  STORED_METRICS,
  weeksOf,
} from 'insights-transform'
import { checkMeaning } from 'insights-transform/checks'
import { compare, type Measurement, timed } from './measurement.ts'

interface Answer {
  readonly body: string
  readonly request: ChartQuestion
}

const TODAY = '2026-04-15'

/** What validation, dating, flattening, pivoting and checking cost, beside parsing the JSON, which cannot be avoided. */
export async function decode(): Promise<Measurement[]> {
  return [
    await decoded({
      name: 'decode',
      what: "a backfill's responses: parse, validate, date, flatten, pivot and check, against JSON.parse alone",
      metrics: STORED_METRICS,
      atMost: 1.25,
      repetitions: 20,
    }),
    await decoded({
      name: 'decode-all-metrics',
      what: 'the same of all 16 metrics, most of which go to the long tables',
      metrics: ASKABLE_METRICS,
      // Each number becomes a row of its own there.
      atMost: 1.6,
      repetitions: 3,
    }),
  ]
}

interface Decoding {
  readonly name: string
  readonly what: string
  readonly metrics: readonly AskableMetric[]
  readonly atMost: number
  /** How often the answers are decoded in one run, so that a run lasts long enough to be measured. */
  readonly repetitions: number
}

async function decoded({ name, what, metrics, atMost, repetitions }: Decoding): Promise<Measurement> {
  const listings = await backfillAnswers(metrics)
  const repeat = (work: (answers: readonly Answer[]) => void) => (): void => {
    for (let repetition = 0; repetition < repetitions; repetition++) listings.forEach(work)
  }
  const parseAlone = repeat((answers) => {
    for (const { body } of answers) JSON.parse(body)
  })
  const decodeAll = repeat((answers) => decodeListing(answers, metrics.length))
  return await compare({
    name,
    what,
    target: { atMost },
    runs: 9,
    warmUps: 2,
    units: ['ms decoded', 'ms parsed'],
    run: async () => ({ against: await timed(parseAlone), measured: await timed(decodeAll) }),
  })
}

/** As a sync does it: week by week. */
function decodeListing(answers: readonly Answer[], metrics: number): void {
  let rows = 0
  for (let at = 0; at < answers.length; at += metrics) {
    const charts = answers
      .slice(at, at + metrics)
      .map(({ body, request }) => parseChart(JSON.parse(body), request))
    checkMeaning(charts)
    for (const table of Object.values(insightRows(charts))) rows += table.length
  }
  if (rows < 200) throw new Error(`A backfill made only ${rows} rows.`)
}

/** The bodies that a backfill of a few listings is answered with, listing by listing, week by week. */
async function backfillAnswers(metrics: readonly AskableMetric[]): Promise<Answer[][]> {
  await using simulator = await startSimulator({ accounts: 1, listings: 4, today: TODAY })
  const [account] = simulator.accounts
  if (!account) throw new Error('The simulator has no account.')
  await using client = new AirbnbInsightsClient({
    credentials: account.credentials,
    baseUrl: simulator.url,
    rateLimit: { minIntervalMs: 0 },
    clock: simulator.clock,
  })
  const weeks = weeksOf(pollWindow({ scrapeDay: TODAY }))
  const listings: Answer[][] = []
  for (const { listingId, internalName } of account.listings) {
    const answers: Answer[] = []
    for (const window of weeks) {
      for (const metric of metrics) {
        const { request, raw } = await client.chart({ listingId, internalName, metric, window })
        answers.push({ body: JSON.stringify(raw), request })
      }
    }
    listings.push(answers)
  }
  return listings
}
