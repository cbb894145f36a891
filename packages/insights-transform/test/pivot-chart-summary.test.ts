import { type ChartSummaryRow, flattenChart, pivotChart, pivotChartSummary } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { chartAnswer, double, long, metricUnit, points, series } from './support/answers.ts'
import { driftLog } from './support/drift-log.ts'
import { flatMetric, flatPoint } from './support/flats.ts'

const emptyRow: ChartSummaryRow = {
  airbnb_listing_id: '1048576000000000001',
  airbnb_internal_name: 'Garden room',
  window_start: '2025-03-02',
  window_end: '2025-03-08',
  conversion_rate_value: null,
  conversion_rate_value_string: null,
  conversion_rate_value_change: null,
  conversion_rate_value_change_string: null,
  p2_impressions_first_page_rate_value: null,
  p2_impressions_first_page_rate_value_string: null,
  search_conversion_rate_value: null,
  search_conversion_rate_value_string: null,
  listing_conversion_rate_value: null,
  listing_conversion_rate_value_string: null,
  p3_impressions_value: null,
  p3_impressions_value_string: null,
  p3_impressions_value_change: null,
  p3_impressions_value_change_string: null,
  p2_impressions_value: null,
  p2_impressions_value_string: null,
}

describe('pivotChartSummary', () => {
  it('makes one whole row of the metrics of both charts of a window, of the flats that also make rows of nights', () => {
    const rates = chartAnswer([series(points('2025-03-02', [[double(0.5), '50%']]))], {
      primaryMetric: metricUnit('conversion_rate', {
        value: double(0.0011),
        valueString: '0.11%',
        valueChange: double(-0.0009),
        valueChangeString: '-0.09%',
      }),
      secondaryMetrics: [
        metricUnit('p2_impressions_first_page_rate', { value: double(0.7), valueString: '70.0%' }),
        metricUnit('search_conversion_rate', { value: double(0.056), valueString: '5.60%' }),
        metricUnit('listing_conversion_rate', { value: double(0), valueString: '-' }),
      ],
    })
    const views = chartAnswer(
      [],
      {
        primaryMetric: metricUnit('p3_impressions', {
          value: long('460'),
          valueString: '460',
          valueChange: double(222),
          valueChangeString: '222',
        }),
        secondaryMetrics: [metricUnit('p2_impressions', { value: long('8166'), valueString: '8166' })],
      },
      { metric: 'p3_impressions' },
    )
    const flats = [...flattenChart(rates), ...flattenChart(views)]
    const row: ChartSummaryRow = {
      ...emptyRow,
      conversion_rate_value: 0.0011,
      conversion_rate_value_string: '0.11%',
      conversion_rate_value_change: -0.0009,
      conversion_rate_value_change_string: '-0.09%',
      p2_impressions_first_page_rate_value: 0.7,
      p2_impressions_first_page_rate_value_string: '70.0%',
      search_conversion_rate_value: 0.056,
      search_conversion_rate_value_string: '5.60%',
      listing_conversion_rate_value: null,
      listing_conversion_rate_value_string: '-',
      p3_impressions_value: 460,
      p3_impressions_value_string: '460',
      p3_impressions_value_change: 222,
      p3_impressions_value_change_string: '222',
      p2_impressions_value: 8166,
      p2_impressions_value_string: '8166',
    }
    expect(pivotChartSummary(flats)).toEqual([row])
    expect(pivotChart(flats)).toHaveLength(1)
  })

  it('has its keys in the order of the columns, whichever metric comes first', () => {
    const [row] = pivotChartSummary([flatMetric({ metric: 'p2_impressions', value: 1 })])
    expect(Object.keys(row ?? {})).toEqual(Object.keys(emptyRow))
  })

  it('reads "-" as null in values and changes, and keeps the text', () => {
    const flat = flatMetric({ value: 0, valueString: '-', valueChange: 0, valueChangeString: '-' })
    expect(pivotChartSummary([flat])).toEqual([
      { ...emptyRow, conversion_rate_value_string: '-', conversion_rate_value_change_string: '-' },
    ])
  })

  it('lets a later flat of the same cell win, also with null', () => {
    const nothing = flatMetric({
      value: null,
      valueString: null,
      valueChange: null,
      valueChangeString: null,
      internalName: null,
    })
    expect(pivotChartSummary([flatMetric(), nothing])).toEqual([{ ...emptyRow, airbnb_internal_name: null }])
  })

  it('orders listings as first seen and their rows by window', () => {
    const first = { start: '2025-02-02', end: '2025-03-01' }
    const cut = { start: '2025-02-02', end: '2025-02-22' }
    const flats = [
      flatMetric({ listingId: '1048576000000000003' }),
      flatMetric(),
      flatMetric({ listingId: '1048576000000000003', window: first }),
      flatMetric({ listingId: '1048576000000000003', window: cut }),
      flatMetric({ listingId: '1048576000000000003', metric: 'p3_impressions', value: 3 }),
    ]
    const rows = pivotChartSummary(flats)
    expect(rows.map((row) => [row.airbnb_listing_id, row.window_start, row.window_end])).toEqual([
      ['1048576000000000003', '2025-02-02', '2025-02-22'],
      ['1048576000000000003', '2025-02-02', '2025-03-01'],
      ['1048576000000000003', '2025-03-02', '2025-03-08'],
      ['1048576000000000001', '2025-03-02', '2025-03-08'],
    ])
    expect(rows[2]?.p3_impressions_value).toBe(3)
  })

  it('passes over points and listed metrics', () => {
    expect(pivotChartSummary([flatPoint(), flatMetric({ role: 'listed' })])).toEqual([])
  })

  it('leaves out a metric without columns', () => {
    expect(pivotChartSummary([flatMetric({ metric: 'occupancy_rate' })])).toEqual([])
  })

  it.each(['overTime', 'CITY', null])('leaves out a change against %s', (comparedWith) => {
    const own = { ...emptyRow, conversion_rate_value: 0.125, conversion_rate_value_string: '12.5%' }
    expect(pivotChartSummary([flatMetric({ comparedWith })])).toEqual([own])
  })

  it('says nothing of a comparison where there is no change', () => {
    const { onDrift, drifts } = driftLog()
    const flats = [
      flatMetric({ comparedWith: null, valueChange: null }),
      flatMetric({ metric: 'p2_impressions', role: 'secondary', comparedWith: 'overTime', value: 1 }),
    ]
    expect(pivotChartSummary(flats, { onDrift })).toHaveLength(1)
    expect(drifts).toEqual([])
  })

  it('stores null for what a column cannot hold, with a word', () => {
    const { onDrift, told } = driftLog()
    const flats = [
      flatMetric({ metric: 'p2_impressions', value: 0.5, valueString: '0.5' }),
      flatMetric({ value: 'high', valueString: null, valueChange: true, valueChangeString: 'yes' }),
    ]
    expect(pivotChartSummary(flats, { onDrift })).toEqual([
      { ...emptyRow, p2_impressions_value_string: '0.5', conversion_rate_value_change_string: 'yes' },
    ])
    expect(told()).toEqual([
      ['value', 'p2_impressions_value'],
      ['value', 'conversion_rate_value'],
      ['value', 'conversion_rate_value_change'],
    ])
  })
})
