import { AirbnbInsightsClient, parseChart } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { type ChartQuestion, insightRows, pollWindow, STORED_METRICS, weeksOf } from 'insights-transform'
import { checkMeaning } from 'insights-transform/checks'
import { compare, type Measurement, timed } from './measurement.ts'

interface Answer {
  readonly body: string
  readonly request: ChartQuestion
}

const TODAY = '2026-04-15'
/** How often the answers are decoded in one run, so that a run lasts long enough to be measured. */
const REPETITIONS = 20

/** What validation, dating, flattening, pivoting and checking cost, beside parsing the JSON, which cannot be avoided. */
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
      what: "a backfill's responses: parse, validate, date, flatten, pivot and check, against JSON.parse alone",
      target: { atMost: 1.25 },
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

/** As a sync does it: week by week. */
function decodeListing(answers: readonly Answer[]): void {
  let rows = 0
  for (let at = 0; at < answers.length; at += STORED_METRICS.length) {
    const charts = answers
      .slice(at, at + STORED_METRICS.length)
      .map(({ body, request }) => parseChart(JSON.parse(body), request))
    checkMeaning(charts)
    const { chartQuery, chartSummary, listOfMetrics } = insightRows(charts)
    rows += chartQuery.length + chartSummary.length + listOfMetrics.length
  }
  if (rows < 200) throw new Error(`A backfill made only ${rows} rows.`)
}

/** The bodies that a backfill of a few listings is answered with, listing by listing, week by week. */
async function backfillAnswers(): Promise<Answer[][]> {
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
      for (const metric of STORED_METRICS) {
        const { request, raw } = await client.chart({ listingId, internalName, metric, window })
        answers.push({ body: JSON.stringify(raw), request })
      }
    }
    listings.push(answers)
  }
  return listings
}
