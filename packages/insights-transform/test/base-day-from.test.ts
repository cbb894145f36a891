import * as fc from 'fast-check'
import { addDays, baseDayFrom, type ChartSection, type DataPoint, daysBetween } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { answer, chartAnswer, double, points, selectors, series } from './support/answers.ts'

const request = { relativeDsStart: -24, relativeDsEnd: 3 }
const value = [double(0.5), '50%'] as const
const days = (count: number) => Array.from({ length: count }, () => value)

/** The 28 days that the request means when the base day is 2025-07-11. */
const whole = () => points('2025-06-17', days(28))
/** The last 8 of them, as of a listing that began on 2025-07-07. */
const young = () => points('2025-07-07', days(8))

describe('baseDayFrom', () => {
  it('reads the base day off the first and the last point', () => {
    expect(baseDayFrom(chartAnswer([series(whole()), series(whole())]), request)).toEqual({
      kind: 'agreed',
      baseDay: '2025-07-11',
    })
  })

  it('says where the ends disagree: a young listing without its leading days', () => {
    expect(baseDayFrom(chartAnswer([series(young()), series(young())]), request)).toEqual({
      kind: 'disagreed',
      fromFirst: '2025-07-31',
      fromLast: '2025-07-11',
    })
  })

  it('takes the days that the listing lacks from similar listings', () => {
    const reading = baseDayFrom(chartAnswer([series(young()), series(whole())]), request)
    expect(reading).toEqual({ kind: 'agreed', baseDay: '2025-07-11' })
    expect(baseDayFrom(chartAnswer([series([]), series(whole())]), request)).toEqual(reading)
  })

  it("takes nothing from last year's series", () => {
    const lastYear = series(points('2024-06-17', days(28)))
    const response = chartAnswer([series(whole()), lastYear], { comparisonTypeSelectors: selectors('YOY') })
    expect(baseDayFrom(response, request)).toEqual({ kind: 'agreed', baseDay: '2025-07-11' })
  })

  it('does not depend on the order of the points', () => {
    const response = chartAnswer([series(whole().toReversed())])
    expect(baseDayFrom(response, request)).toEqual({ kind: 'agreed', baseDay: '2025-07-11' })
  })

  it('passes over a point without a calendar date', () => {
    const odd: DataPoint[] = [{ ds: '' }, { ds: '2025-99-99' }, { ds: 'total' }]
    expect(baseDayFrom(chartAnswer([series([...odd, ...whole()])]), request)).toEqual({
      kind: 'agreed',
      baseDay: '2025-07-11',
    })
  })

  it.each([
    ['no section', answer<ChartSection>()],
    ['no series', chartAnswer([])],
    ['series without points', chartAnswer([series([]), series([])])],
    ['weekly series without points', chartAnswer([series([], { granularity: 'WEEK' })])],
    ['points without a date', chartAnswer([series([{ ds: 'total' }])])],
  ])('finds %s empty', (_, response) => {
    expect(baseDayFrom(response, request)).toEqual({
      kind: 'none',
      reason: 'empty',
    })
  })

  it.each(['WEEK', 'MONTH'])('does not read points of granularity %s', (granularity) => {
    expect(baseDayFrom(chartAnswer([series(whole(), { granularity })]), request)).toEqual({
      kind: 'none',
      reason: 'not-daily',
    })
  })

  it('finds any base day that a server with whole series may have', () => {
    const cases = fc.record({
      lag: fc.integer({ min: -1, max: 7 }),
      relativeDsStart: fc.integer({ min: -180, max: 150 }),
      length: fc.integer({ min: 2, max: 28 }),
    })
    fc.assert(
      fc.property(cases, ({ lag, relativeDsStart, length }) => {
        const baseDay = addDays('2025-07-14', -lag)
        const response = chartAnswer([series(points(addDays(baseDay, relativeDsStart), days(length)))])
        const asked = { relativeDsStart, relativeDsEnd: relativeDsStart + length - 1 }
        expect(baseDayFrom(response, asked)).toEqual({ kind: 'agreed', baseDay })
      }),
    )
  })

  it('always has the true base day among its candidates when leading days are missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 27 }), (missing) => {
        const reading = baseDayFrom(chartAnswer([series(whole().slice(missing))]), request)
        expect(reading).toMatchObject({ kind: 'disagreed', fromLast: '2025-07-11' })
        expect(reading.kind === 'disagreed' && daysBetween(reading.fromLast, reading.fromFirst)).toBe(missing)
      }),
    )
  })
})
