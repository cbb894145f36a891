import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { ASKABLE_METRICS } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import { CHART, LIST_OF_METRICS, LISTINGS, type ResponseSpec } from '../../src/response-specs.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import {
  type Answer,
  chartResponse,
  emptied,
  incomplete,
  jsonAnswer,
  listingsResponse,
  listOfMetricsResponse,
  malformed,
  withNovelFields,
} from '../../src/testing/index.ts'
import { chartAnswer, listingsAnswer, listOfMetricsAnswer } from '../support/answers.ts'
import { clientUnderTest } from '../support/asking.ts'
import { changesOf } from '../support/changed-answers.ts'

function published(name: string): ValidateFunction {
  const file = new URL(`../../schemas/${name}.json`, import.meta.url)
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  addFormats.default(ajv)
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object)
}

/** What is wrong with an answer. */
const misfits = (fits: ValidateFunction, answer: unknown) => (fits(answer) ? [] : fits.errors)

const fitsChart = published('chart-response')
const fitsListOfMetrics = published('list-of-metrics-response')
const fitsListings = published('listings-response')

describe.each<[string, ValidateFunction, ResponseSpec<unknown>, unknown]>([
  ['chart', fitsChart, CHART, chartAnswer()],
  ['list of metrics', fitsListOfMetrics, LIST_OF_METRICS, listOfMetricsAnswer()],
  ['listings', fitsListings, LISTINGS, listingsAnswer()],
])('%s', (_, fits, spec, sample) => {
  test('the JSON Schema says what the zod schema says, whatever is changed in an answer', () => {
    const verdicts = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(changesOf(sample), (changed) => {
        const accepted = spec.schema.safeParse(changed).success
        verdicts[accepted ? 'accepted' : 'refused'] += 1
        expect(fits(changed)).toBe(accepted)
      }),
      { numRuns: 1000 },
    )
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(50)
  })
})

const chart = jsonAnswer(chartResponse({ your: [{ ds: '2025-01-12', value: 0.25 }] }))
const listOfMetrics = jsonAnswer(
  listOfMetricsResponse({ metrics: [{ metric: 'p3_impressions', value: 460, valueChange: -12 }] }),
)
const listings = jsonAnswer(listingsResponse({ listings: [{ listingId: '900000000000000799' }] }))

test.each<[string, ValidateFunction, Answer]>([
  ['a chart', fitsChart, chart],
  ['a chart without data', fitsChart, emptied(chart, 'metricLineCharts')],
  ['a chart with keys that are new', fitsChart, withNovelFields(chart)],
  ['a list of metrics', fitsListOfMetrics, listOfMetrics],
  ['a list of metrics without a section', fitsListOfMetrics, emptied(listOfMetrics)],
  ['listings', fitsListings, listings],
  ['listings of which one is missing', fitsListings, incomplete(listings)],
])('what contract tests are given fits: %s', (_, fits, { body }) => {
  expect(misfits(fits, JSON.parse(body))).toEqual([])
})

test.each<[string, ValidateFunction, Answer]>([
  ['chart', fitsChart, chart],
  ['list of metrics', fitsListOfMetrics, listOfMetrics],
  ['listings', fitsListings, listings],
])('a malformed answer does not fit: %s', (_, fits, answer) => {
  expect(fits(JSON.parse(malformed(answer).body))).toBe(false)
})

test('a night of the year 0, which is none, does not fit', () => {
  const points = [{ ds: '0000-01-01', value: 0.25 }]
  expect(fitsChart(JSON.parse(jsonAnswer(chartResponse({ your: points })).body))).toBe(false)
})

test('everything that the simulator answers fits', async () => {
  await using simulator = await startSimulator({ accounts: 1 })
  const account = simulator.accounts[0]!
  const { client } = clientUnderTest({ baseUrl: simulator.url, credentials: account.credentials })
  await using asking = client
  expect(misfits(fitsListings, (await asking.listings()).raw)).toEqual([])
  const window = { listingId: account.listings[0]!.listingId, relativeDsStart: -20, relativeDsEnd: 0 }
  for (const metric of ASKABLE_METRICS) {
    const answered = await asking.relative.chart({ ...window, metric, comparison: 'MARKET' })
    expect(misfits(fitsChart, answered.raw)).toEqual([])
    const list = await asking.relative.listOfMetrics({ ...window, metric })
    expect(misfits(fitsListOfMetrics, list.raw)).toEqual([])
  }
})
