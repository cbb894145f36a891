import {
  dailyCells,
  METRIC_REGISTRY,
  METRIC_TABLES,
  type Metric,
  type MetricColumn,
  type MetricTable,
  windowCells,
} from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { changeCells } from '../src/metric-tables.ts'

// The columns of the Python system's tables, whose databases are taken over as they are: after `account_id` and
// `time`, in this order.
const CHART_QUERY = `
  airbnb_listing_id                     text not null
  airbnb_internal_name                  text
  metric_date                           date not null
  conversion_rate_your_value            number
  conversion_rate_your_value_string     text
  conversion_rate_similar_value         number
  conversion_rate_similar_value_string  text
  p3_impressions_your_value             integer
  p3_impressions_your_value_string      text
  p3_impressions_similar_value          integer
  p3_impressions_similar_value_string   text`
const CHART_SUMMARY = `
  airbnb_listing_id                            text not null
  airbnb_internal_name                         text
  window_start                                 date not null
  window_end                                   date not null
  conversion_rate_value                        number
  conversion_rate_value_string                 text
  conversion_rate_value_change                 number
  conversion_rate_value_change_string          text
  p2_impressions_first_page_rate_value         number
  p2_impressions_first_page_rate_value_string  text
  search_conversion_rate_value                 number
  search_conversion_rate_value_string          text
  listing_conversion_rate_value                number
  listing_conversion_rate_value_string         text
  p3_impressions_value                         integer
  p3_impressions_value_string                  text
  p3_impressions_value_change                  number
  p3_impressions_value_change_string           text
  p2_impressions_value                         integer
  p2_impressions_value_string                  text`
const LIST_OF_METRICS = CHART_SUMMARY.split('\n')
  .filter((line) => !line.includes('_change'))
  .join('\n')

const asText = ({ name, type, nullable }: MetricColumn) => `${name} ${type}${nullable ? '' : ' not null'}`
const metrics: readonly Metric[] = METRIC_REGISTRY
const columnNamed = (table: MetricTable, column: string) =>
  METRIC_TABLES[table].columns.find(({ name }) => name === column)

describe.each([
  ['chart_query', CHART_QUERY, 'metric_date', 11],
  ['chart_summary', CHART_SUMMARY, 'window_start', 20],
  ['list_of_metrics', LIST_OF_METRICS, 'window_start', 16],
] as const)('%s', (table, written, day, count) => {
  const { columns, ...shape } = METRIC_TABLES[table]

  it('has the columns of the tables that there are, in their order', () => {
    const lines = written.trim().split('\n')
    expect(columns.map(asText)).toEqual(lines.map((line) => line.trim().replaceAll(/\s+/g, ' ')))
    expect(columns).toHaveLength(count)
  })

  it('says which column tells its rows apart', () => {
    expect(shape.day).toBe(day)
  })

  it('has names that PostgreSQL does not cut', () => {
    for (const { name } of columns) expect(name.length).toBeLessThanOrEqual(63)
  })
})

describe('the cells of a metric', () => {
  it('are columns of their table, integers for what is counted', () => {
    for (const metric of metrics) {
      const cells = [
        ...(['your', 'similar'] as const).map((series) => [
          'chart_query',
          dailyCells(metric, series),
          'byDay',
        ]),
        ['chart_summary', windowCells(metric), 'byWindow'],
        ['list_of_metrics', windowCells(metric), 'byWindow'],
        ['chart_summary', changeCells(metric), 'compared'],
      ] as [MetricTable, ReturnType<typeof windowCells>, 'byDay' | 'byWindow' | 'compared'][]
      for (const [table, { value, text, integer }, has] of cells) {
        const types = [columnNamed(table, value)?.type, columnNamed(table, text)?.type]
        const expected = metric[has] ? [integer ? 'integer' : 'number', 'text'] : [undefined, undefined]
        expect([value, ...types]).toEqual([value, ...expected])
      }
    }
  })
})
