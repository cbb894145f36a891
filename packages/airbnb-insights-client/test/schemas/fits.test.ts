import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CHART, LIST_OF_METRICS, LISTINGS, type ResponseSpec } from '../../src/response-specs.ts'
import { chartAnswer, listingsAnswer, listOfMetricsAnswer } from '../support/answers.ts'

type Path = readonly (string | number)[]

/** The paths of everything within a JSON value, itself included. */
function pathsIn(json: unknown, path: Path = []): Path[] {
  if (typeof json !== 'object' || json === null) return [path]
  const inside = Array.isArray(json)
    ? json.flatMap((item, index) => pathsIn(item, [...path, index]))
    : Object.entries(json).flatMap(([key, value]) => pathsIn(value, [...path, key]))
  return [path, ...inside]
}

const GONE = Symbol('gone')

/** A copy in which what is at the path is something else, or gone. */
function replaced(json: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(json))
    return json.map((item, index) => (index === key ? replaced(item, rest, value) : item))
  const entries = Object.entries(json as object)
  return Object.fromEntries(
    entries
      .filter(([name]) => name !== key || rest.length > 0 || value !== GONE)
      .map(([name, item]) => [name, name === key ? replaced(item, rest, value) : item]),
  )
}

const calendarDate = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
  .map(([year, month, day]) =>
    [String(year).padStart(4, '0'), month, day].map((n) => String(n).padStart(2, '0')).join('-'),
  )

const anything = fc.oneof(
  { weight: 3, arbitrary: calendarDate },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      GONE,
      null,
      '',
      '-',
      '-1',
      '12',
      '1e3',
      '٣',
      '12\n',
      0,
      -1,
      1.5,
      2 ** 53,
      Number.POSITIVE_INFINITY,
      true,
      [],
      {},
      [{}],
      [null],
      { doubleValue: 1 },
      { longValue: '7' },
      { longValue: 7 },
      { doubleValue: Number.POSITIVE_INFINITY },
      { booleanValue: 1 },
    ),
  },
  { weight: 2, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.stringMatching(/^-?\d{0,12}$/) },
)

describe.each<[string, ResponseSpec<unknown>, unknown]>([
  ['chart', CHART, chartAnswer()],
  ['list of metrics', LIST_OF_METRICS, listOfMetricsAnswer()],
  ['listings', LISTINGS, listingsAnswer()],
])('%s', (_, spec, sample) => {
  test('the guard and the schema accept a real answer', () => {
    expect(spec.fits(sample)).toBe(true)
    expect(spec.schema.safeParse(sample).success).toBe(true)
  })

  test('the guard says what the schema says, whatever is changed in an answer', () => {
    const path = fc.constantFrom(...pathsIn(sample).filter(({ length }) => length > 0))
    const change = fc.tuple(path, anything)
    const verdicts = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(change, ([where, value]) => {
        const changed = replaced(sample, where, value)
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
