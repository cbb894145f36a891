import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { MetricTable } from 'insights-transform'
import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { listingRows, pointRow, windowRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

function published(name: string): ValidateFunction {
  const file = new URL(`../../schemas/${name}.json`, import.meta.url)
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  addFormats.default(ajv)
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object)
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test.each([
    ['chart_query', 'chart-query-row', 3],
    ['chart_summary', 'chart-summary-row', 1],
    ['list_of_metrics', 'list-of-metrics-row', 1],
    ['metric_points', 'metric-points-row', 2],
    ['metric_windows', 'metric-windows-row', 1],
  ] as const)('rows of %s, read back, fit the published JSON Schema', async (table, name, count) => {
    const fits = published(name)
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: '2025-07-14',
      ...listingRows(3),
      metricPoints: [pointRow('2025-06-01'), pointRow('2025-06-02', { value: null })],
      metricWindows: [windowRow('2025-06-01')],
    })
    const rows = await store.metrics.latest<MetricTable>({ table, accountId: ACCOUNT })
    expect(rows).toHaveLength(count)
    for (const row of rows) expect(fits(row), JSON.stringify(fits.errors)).toBe(true)
  })
})
