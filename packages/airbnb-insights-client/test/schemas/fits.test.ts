import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CHART,
  LIST_OF_METRICS,
  LISTINGS,
  LONG_CHART,
  LONG_LIST_OF_METRICS,
  type ResponseSpec,
} from '../../src/response-specs.ts'
import { chartAnswer, listingsAnswer, listOfMetricsAnswer } from '../support/answers.ts'
import { changesOf, type Path, replaced } from '../support/changed-answers.ts'

describe.each<[string, ResponseSpec<unknown>, unknown]>([
  ['chart', CHART, chartAnswer()],
  ['chart of a metric without columns', LONG_CHART, chartAnswer()],
  ['list of metrics', LIST_OF_METRICS, listOfMetricsAnswer()],
  ['list of metrics without columns', LONG_LIST_OF_METRICS, listOfMetricsAnswer()],
  ['listings', LISTINGS, listingsAnswer()],
])('%s', (_, spec, sample) => {
  test('the guard and the schema accept a real answer', () => {
    expect(spec.fits(sample)).toBe(true)
    expect(spec.schema.safeParse(sample).success).toBe(true)
  })

  test('the guard says what the schema says, whatever is changed in an answer', () => {
    const verdicts = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(changesOf(sample), (changed) => {
        const accepted = spec.schema.safeParse(changed).success
        verdicts[accepted ? 'accepted' : 'refused'] += 1
        expect(spec.fits(changed)).toBe(accepted)
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(100)
  })

  test('the guard says what the schema says of anything at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(spec.fits(json)).toBe(spec.schema.safeParse(json).success)
      }),
    )
  })
})

const DATA_POINTS: Path = [
  'data',
  'porygon',
  'getPerformanceComponents',
  'components',
  0,
  'metricLineCharts',
  0,
  'dataPoints',
]

/** Every day that can be written in a year, also those that do not exist. */
const daysWrittenIn = (year: string): string[] =>
  Array.from({ length: 14 * 33 }, (_, index) => {
    const month = String(Math.floor(index / 33)).padStart(2, '0')
    return `${year}-${month}-${String(index % 33).padStart(2, '0')}`
  })

test.each(['0000', '1900', '2000', '2023', '2024'])(
  'the guard and the schema agree on every day of %s',
  (year) => {
    const disagreed = daysWrittenIn(year).filter((ds) => {
      const changed = replaced(chartAnswer(), DATA_POINTS, [{ ds, value: null, valueString: null }])
      return CHART.fits(changed) !== CHART.schema.safeParse(changed).success
    })
    expect(disagreed).toEqual([])
  },
)
