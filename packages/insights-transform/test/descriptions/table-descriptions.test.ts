import { METRIC_TABLE_NAMES, METRIC_TABLES } from 'insights-transform'
import { TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { describe, expect, it } from 'vitest'

it.each(METRIC_TABLE_NAMES)('%s and each of its columns has a sentence of its own', (name) => {
  const { table, columns } = TABLE_DESCRIPTIONS[name]
  expect(Object.keys(columns)).toEqual(METRIC_TABLES[name].columns.map((column) => column.name))
  const sentences = [table, ...Object.values(columns)]
  for (const sentence of sentences) expect(sentence).toMatch(/^\S.*[^.]\.$/)
  expect(sentences).toHaveLength(new Set(sentences).size)
})

describe('a column’s description', () => {
  it('says night where a day is one', () => {
    expect(TABLE_DESCRIPTIONS.chart_query.columns['metric_date']).toBe(
      'The stay night that guests searched for, not the day on which they looked.',
    )
    expect(TABLE_DESCRIPTIONS.chart_query.columns['p3_impressions_your_value']).toBe(
      'Total page views of the night: how often guests who searched for it opened the listing’s page.',
    )
  })

  it('says whose number it is, and what a change is the difference to', () => {
    expect(TABLE_DESCRIPTIONS.chart_query.columns['conversion_rate_similar_value']).toBe(
      'Overall conversion rate of the night, of similar listings on average.',
    )
    expect(TABLE_DESCRIPTIONS.chart_summary.columns['p3_impressions_value_change']).toBe(
      'Total page views of the window, less that of similar listings.',
    )
    expect(TABLE_DESCRIPTIONS.chart_summary.columns['p3_impressions_value_change_string']).toBe(
      'p3_impressions_value_change as Airbnb’s page writes it.',
    )
  })
})
