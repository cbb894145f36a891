import * as fc from 'fast-check'
import { addDays, type ChartAnswer, type MetricUnit } from 'insights-transform'
import { checkMeaning } from 'insights-transform/checks'
import { describe, expect, it } from 'vitest'
import { chartAnswer, double, long, metricUnit, points, selectors, series } from '../support/answers.ts'

/** The numbers of a week: 24 page views, 480 impressions, 3 booked nights; similar listings had 17 page views and 1 %. */
interface Week {
  readonly ownViews: readonly number[]
  readonly similarViews: readonly number[]
  readonly similarRates: readonly number[]
  readonly views: number
  readonly viewsChange: number | null
  readonly impressions: number
  readonly searchRate: number | null
  readonly conversion: number | null
  readonly conversionChange: number | null
  readonly start: string
  readonly baseDay: string | null
}

const WEEK: Week = {
  ownViews: [3, 4, 2, 0, 5, 6, 4],
  similarViews: [2, 2, 2, 2, 3, 4, 3],
  similarRates: [0.004, 0.005, 0.006, 0.02, 0.01, 0.012, 0.008],
  views: 24,
  viewsChange: 7,
  impressions: 480,
  searchRate: 0.05,
  conversion: 0.00625,
  conversionChange: -0.00375,
  start: '2025-03-02',
  baseDay: '2025-07-09',
}

const rate = (value: number | null) => ({
  value: double(value ?? 0),
  valueString: value === null ? '-' : `${(100 * value).toFixed(2)}%`,
})
const count = (value: number) => ({ value: long(String(value)), valueString: String(value) })
const changed = (value: number | null): Partial<MetricUnit> =>
  value === null ? {} : { valueChange: double(value), valueChangeString: String(value) }

const CHANGE = 'change_is_own_minus_similar'

/** The answers to both questions about a week. */
function answersOf(more: Partial<Week> = {}): readonly [conversion: ChartAnswer, views: ChartAnswer] {
  const week = { ...WEEK, ...more }
  const { start, baseDay } = week
  const nights = (numbers: readonly number[], write: (value: number) => Pick<MetricUnit, 'value'>) =>
    series(
      points(
        start,
        numbers.map((number) => [write(number).value ?? null, String(number)] as const),
      ),
    )
  const window = { start, end: addDays(start, 6) }
  const conversion = chartAnswer(
    [
      nights(
        WEEK.ownViews.map(() => 0),
        rate,
      ),
      nights(week.similarRates, rate),
    ],
    {
      primaryMetric: metricUnit('conversion_rate', {
        ...rate(week.conversion),
        ...changed(week.conversionChange),
      }),
      secondaryMetrics: [metricUnit('search_conversion_rate', rate(week.searchRate))],
    },
    { window },
  )
  const views = chartAnswer(
    [nights(week.ownViews, count), nights(week.similarViews, count)],
    {
      primaryMetric: metricUnit('p3_impressions', { ...count(week.views), ...changed(week.viewsChange) }),
      secondaryMetrics: [metricUnit('p2_impressions', count(week.impressions))],
    },
    { window, metric: 'p3_impressions' },
  )
  return [
    { ...conversion, baseDay },
    { ...views, baseDay },
  ]
}

/** The same answer about another listing. */
const other = (answer: ChartAnswer): ChartAnswer => ({
  ...answer,
  request: { ...answer.request, listingId: '1048576000000000003' },
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** The rules that a week breaks, each with what it expects and what came. */
const broken = (more: Partial<Week>) =>
  checkMeaning(answersOf(more)).map(({ rule, expected, actual }) => [rule, expected, actual])

describe('checkMeaning', () => {
  it('finds nothing in a week whose numbers agree', () => {
    expect(checkMeaning(answersOf())).toEqual([])
  })

  it('says of a broken rule where, what was expected and what came', () => {
    expect(checkMeaning(answersOf({ views: 25, searchRate: null }))).toEqual([
      {
        rule: 'page_views_sum',
        listingId: '1048576000000000001',
        window: { start: '2025-03-02', end: '2025-03-08' },
        expected: 24,
        actual: 25,
        message:
          'Listing 1048576000000000001, 2025-03-02…2025-03-08: page views of the window are the sum of its nights’: ' +
          '24 was expected, and 25 came.',
      },
    ])
  })

  it.each<[string, Partial<Week>, unknown[]]>([
    ['page views beside the sum', { views: 23, searchRate: null }, [['page_views_sum', 24, 23]]],
    ['a search rate beside page views ÷ impressions', { searchRate: 0.06 }, [['search_rate', 0.05, 0.06]]],
    ['a search rate above 1', { impressions: 12, searchRate: 2, conversion: null }, [['search_rate', 1, 2]]],
    ['a part of a booked night', { conversion: 0.0065 }, [['whole_booked_nights', 3, 0.0065 * 480]]],
    ['a change that leaves similar listings too many views', { viewsChange: -2 }, [[CHANGE, 18, 26]]],
    ['a change that leaves similar listings too few views', { viewsChange: 14 }, [[CHANGE, 18, 10]]],
    [
      'similar listings that convert less than never',
      { conversionChange: 0.01 },
      [[CHANGE, 0, 0.00625 - 0.01]],
    ],
    [
      'similar listings that convert better than on their best night',
      { conversionChange: -0.02 },
      [[CHANGE, 0.02, 0.00625 + 0.02]],
    ],
  ])('tells of %s', (_, week, expected) => {
    expect(broken(week)).toEqual(expected)
  })

  it.each<[string, Partial<Week>]>([
    ['similar views that differ by one a night, as rounding can make them', { viewsChange: -1 }],
    ['as many fewer', { viewsChange: 13 }],
    ['more page views than impressions', { impressions: 12, searchRate: 1, conversion: null }],
    ['rates that do not exist', { searchRate: null, conversion: null, impressions: 0 }],
    ['no change', { viewsChange: null, conversionChange: null }],
    ['similar listings that convert like on their best night', { conversionChange: 0.00625 - 0.02 }],
    ['similar listings that do not convert', { conversionChange: 0.00625, similarRates: [0, 0] }],
  ])('finds nothing in %s', (_, week) => {
    expect(broken(week)).toEqual([])
  })

  it('tries no rule whose numbers are not there', () => {
    const [conversion, views] = answersOf({ views: 25, viewsChange: 100, searchRate: 0.9, conversion: 0.5 })
    const without = (section: object): ChartAnswer => ({
      ...views,
      section: { ...views.section, metricLineCharts: [], ...section },
    })
    expect(checkMeaning([])).toEqual([])
    expect(checkMeaning([{ ...views, section: null }])).toEqual([])
    expect(checkMeaning([without({ primaryMetric: null })])).toEqual([])
    expect(checkMeaning([without({})])).toEqual([])
    expect(checkMeaning([{ ...conversion, section: { metricLineCharts: [] } }, without({})])).toEqual([])
    // Of each of the two questions alone, what it says of the nights.
    expect(checkMeaning([conversion]).map(({ rule }) => rule)).toEqual([CHANGE])
    expect(checkMeaning([views]).map(({ rule }) => rule)).toEqual(['page_views_sum', CHANGE])
  })

  it('does not take weeks for nights, nor what is not a number for one', () => {
    const [, views] = answersOf({ views: 25, viewsChange: 100 })
    const [own, similar] = views.section?.metricLineCharts ?? []
    const withCharts = (metricLineCharts: readonly object[]): ChartAnswer => ({
      ...views,
      section: { ...views.section, metricLineCharts: metricLineCharts as [] },
    })
    const weekly = [own, similar].map((chart) => ({ ...chart, granularity: 'WEEK' }))
    expect(checkMeaning([withCharts(weekly)])).toEqual([])
    const holed = [own, similar].map((chart) => ({
      ...chart,
      dataPoints: chart?.dataPoints.map((point, index) => (index === 3 ? { ...point, value: null } : point)),
    }))
    expect(checkMeaning([withCharts(holed)])).toEqual([])
  })

  it('holds a change against similar listings alone', () => {
    const [conversion, views] = answersOf({ viewsChange: -100, conversionChange: -1 })
    const overTime = [conversion, views].map((answer) => ({
      ...answer,
      request: { ...answer.request, comparison: 'YOY' as const },
      section: answer.section && { ...answer.section, comparisonTypeSelectors: selectors('YOY') },
    }))
    expect(checkMeaning([conversion, views]).map(({ rule }) => rule)).toEqual([CHANGE, CHANGE])
    expect(checkMeaning(overTime)).toEqual([])
  })

  it.each([
    ['ends on the base day', '2025-03-08', false],
    ['begins on the day after', '2025-03-01', false],
    ['holds both', '2025-03-05', false],
    ['ended the day before', '2025-03-09', true],
    ['begins two days after', '2025-02-28', true],
    ['was counted from a day that nobody knows', null, false],
  ])('%s a window that %s with its nights', (what, baseDay, isTried) => {
    const rules = broken({ baseDay, views: 25, viewsChange: 100, searchRate: null }).map(([rule]) => rule)
    expect([what, rules]).toEqual([what, isTried ? ['page_views_sum', CHANGE] : []])
  })

  it('compares the window’s own numbers also where its nights are still being counted', () => {
    expect(broken({ baseDay: '2025-03-05', views: 25, searchRate: 0.06, conversion: 0.0065 })).toEqual([
      ['search_rate', 25 / 480, 0.06],
      ['whole_booked_nights', 3, 0.0065 * 480],
    ])
  })

  it('compares no numbers that were counted from different days, for the day may turn between two questions', () => {
    const [conversion, views] = answersOf({ searchRate: 0.06, views: 25 })
    const nextDay = { ...views, baseDay: '2025-07-10' }
    expect(checkMeaning([conversion, nextDay]).map(({ rule }) => rule)).toEqual(['page_views_sum'])
  })

  it('keeps listings and windows apart', () => {
    const answers = [
      ...answersOf({ views: 25, searchRate: null }),
      ...answersOf().map(other),
      ...answersOf({ start: '2025-03-09', searchRate: 0.06 }),
    ]
    // Both questions of one window need not follow one another.
    const mixed = [
      ...answers.filter((_, index) => index % 2 === 0),
      ...answers.filter((_, index) => index % 2 === 1),
    ]
    for (const given of [answers, mixed]) {
      expect(
        checkMeaning(given).map(({ rule, listingId, window }) => [rule, listingId, window.start]),
      ).toEqual([
        ['page_views_sum', '1048576000000000001', '2025-03-02'],
        ['search_rate', '1048576000000000001', '2025-03-09'],
      ])
    }
  })

  it('finds nothing in any week that counts whole views, impressions and booked nights', () => {
    const night = fc.record({
      views: fc.integer({ min: 0, max: 60 }),
      impressions: fc.integer({ min: 0, max: 900 }),
      similarViews: fc.double({ min: 0, max: 40, noNaN: true }),
      similarRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
    })
    const weeks = fc.record({
      nights: fc.array(night, { minLength: 7, maxLength: 7 }),
      booked: fc.integer({ min: 0, max: 7 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(weeks, ({ nights, booked, share }) => {
        const views = sum(nights.map((one) => one.views))
        const impressions = sum(nights.map((one) => one.impressions))
        const similarRates = nights.map((one) => one.similarRate)
        const conversion = impressions === 0 ? null : booked / impressions
        const week = {
          ownViews: nights.map((one) => one.views),
          similarViews: nights.map((one) => Math.round(one.similarViews)),
          similarRates,
          views,
          viewsChange: views - Math.round(sum(nights.map((one) => one.similarViews))),
          impressions,
          searchRate: impressions === 0 ? null : Math.min(1, views / impressions),
          conversion,
          conversionChange: conversion === null ? null : conversion - share * Math.max(...similarRates),
        }
        expect(broken(week)).toEqual([])
      }),
    )
  })
})
