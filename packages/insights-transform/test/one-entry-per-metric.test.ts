import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { PackagesWithOneMore } from '../../../scripts/one-more-metric.ts'
import { chartAnswer, double, metricUnit, points, series } from './support/answers.ts'

const tsc = fileURLToPath(new URL('../../../node_modules/typescript-7/bin/tsc', import.meta.url))

const BASE = 'insights-transform'
const patched = new PackagesWithOneMore([BASE])
afterAll(() => patched[Symbol.dispose]())
const { insightRows, METRIC_TABLES, STORED_METRICS, isAskableMetric } =
  await patched.load<typeof import('../src/index.ts')>(BASE)
const { TABLE_DESCRIPTIONS } = await patched.load<typeof import('../src/descriptions/index.ts')>(
  BASE,
  'descriptions/index.ts',
)

const line = (value: number) => series(points('2025-03-02', [[double(value), `${100 * value}%`]]))

describe('a new entry of the registry', () => {
  it('is all that its columns take', () => {
    expect(METRIC_TABLES.chart_query.columns.slice(-4).map(({ name, type }) => [name, type])).toEqual([
      ['empty_rate_your_value', 'number'],
      ['empty_rate_your_value_string', 'text'],
      ['empty_rate_similar_value', 'number'],
      ['empty_rate_similar_value_string', 'text'],
    ])
    expect(METRIC_TABLES.chart_summary.columns.at(-2)).toEqual({
      name: 'empty_rate_value_change',
      type: 'number',
      nullable: true,
    })
    expect(METRIC_TABLES.list_of_metrics.columns.at(-1)?.name).toBe('empty_rate_value_string')
  })

  it('is all that describing them takes', () => {
    expect(TABLE_DESCRIPTIONS.chart_summary.columns).toMatchObject({
      empty_rate_value: 'Share of empty nights of the window.',
      empty_rate_value_change: 'Share of empty nights of the window, less that of similar listings.',
    })
  })

  it('is all that asking for it takes', () => {
    expect(isAskableMetric('empty_rate')).toBe(true)
    expect(STORED_METRICS).toEqual(['conversion_rate', 'p3_impressions', 'empty_rate'])
  })

  it('is all that rows of its answers take', () => {
    const primaryMetric = metricUnit('empty_rate', {
      valueChange: double(-0.25),
      valueChangeString: '-25.0%',
    })
    const answer = chartAnswer([line(0.5), line(0.75)], { primaryMetric }, { metric: 'empty_rate' })
    const drifts: unknown[] = []
    const { chartQuery, chartSummary, listOfMetrics } = insightRows([answer], {
      onDrift: (drift) => drifts.push(drift),
    })
    expect(drifts).toEqual([])
    expect(chartQuery).toMatchObject([
      {
        empty_rate_your_value: 0.5,
        empty_rate_your_value_string: '50%',
        empty_rate_similar_value: 0.75,
        empty_rate_similar_value_string: '75%',
      },
    ])
    const window = { empty_rate_value: 0.25, empty_rate_value_string: '25.0%' }
    expect(listOfMetrics).toMatchObject([window])
    expect(chartSummary).toMatchObject([
      { ...window, empty_rate_value_change: -0.25, empty_rate_value_change_string: '-25.0%' },
    ])
  })

  it('is all that their types take', () => {
    const use = `
      import type { AskableMetric, ChartQueryRow, ChartSummaryRow, ListOfMetricsRow } from './index.ts'
      export const name: AskableMetric = 'empty_rate'
      export const sum = (night: ChartQueryRow, week: ChartSummaryRow, list: ListOfMetricsRow): (number | null)[] =>
        [night.empty_rate_your_value, week.empty_rate_value_change, list.empty_rate_value]
      // @ts-expect-error no list has changes
      export const change = (list: ListOfMetricsRow) => list.empty_rate_value_change
    `
    writeFileSync(patched.path(BASE, 'use.ts'), use)
    const compilerOptions = {
      target: 'ES2023',
      lib: ['ES2024'],
      module: 'NodeNext',
      types: [],
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
    }
    writeFileSync(patched.path(BASE, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', patched.path(BASE, '.')], {
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  })
})
