import { METRIC_TABLE_NAMES } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { readParquetBytes } from '../../../support/read-parquet.ts'
import { readWorkbook } from '../../../support/read-workbook.ts'
import { makeAccount } from '../support/account-of.ts'
import type { StartService } from '../support/api-service.ts'
import { syncNow } from '../support/sync-now.ts'
import { useService } from '../support/use-service.ts'

const LISTING = '918273645546372819'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Rows that were known on two days, in the wide tables. */
const rowsKnownOn = (day: '2026-06-14' | '2026-06-15') => {
  const names = { airbnb_listing_id: LISTING, airbnb_internal_name: '=SUM(A1), the "loft"' }
  const views = day === '2026-06-14' ? 48 : 57
  return {
    scrapeDay: day,
    chartQuery: ['2026-06-12', '2026-06-13'].map((metricDate) => ({
      ...names,
      metric_date: metricDate,
      conversion_rate_your_value: 0.0125,
      p3_impressions_your_value: views,
      p3_impressions_your_value_string: String(views),
      p3_impressions_similar_value_string: '-',
    })),
    chartSummary: [
      {
        ...names,
        window_start: '2026-05-31',
        window_end: '2026-06-27',
        p3_impressions_value_change: -0.25,
        p3_impressions_value_change_string: '-25%',
      },
    ],
    listOfMetrics: [
      { ...names, window_start: '2026-06-07', window_end: '2026-06-13', p2_impressions_value: views },
    ],
  }
}

/** A row as a spreadsheet has it: what Airbnb shows as `-` is no value. */
const withoutDashes = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      name.endsWith('_string') && value === '-' ? null : value,
    ]),
  )

/** What a sync of more than the metrics with columns stores. */
const longRows = {
  metricPoints: ['your', 'similar'].map((series) => ({
    airbnb_listing_id: LISTING,
    metric: 'occupancy_rate',
    series,
    granularity: 'DAY',
    metric_date: '2026-06-12',
    value: 1,
    value_string: '100%',
    value_type: 'PERCENTAGE',
  })),
  metricWindows: ['nightly_rate', 'nights booked'].map((metric) => ({
    airbnb_listing_id: LISTING,
    metric,
    window_start: '2026-06-07',
    window_end: '2026-06-13',
    value_raw: '"9007199254740993"',
    currency: 'EUR',
  })),
}

const path = (id: string, table: string, query = '') => `/api/v1/accounts/${id}/metrics/${table}${query}`

/** The numbers themselves, in every format. */
export function describeInsights(start: StartService): void {
  const inUse = useService(start, { simulator: { accounts: 7, listings: 2 } })

  const seeded = async (index: number): Promise<string> => {
    const id = await makeAccount(inUse, index)
    for (const day of ['2026-06-14', '2026-06-15'] as const) {
      await inUse.service.store.metrics.upsert({ accountId: id, ...rowsKnownOn(day) })
    }
    return id
  }

  describe('GET /api/v1/accounts/{account_id}/report', () => {
    it('gives the report as a page that loads nothing', async () => {
      const id = await seeded(4)
      const answer = await inUse.api.request('GET', `/api/v1/accounts/${id}/report`)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(answer.text).toMatch(/^<!doctype html>/)
      expect(answer.text).toContain(id)
      expect(answer.text).toContain('<svg')
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-.+frame-ancestors 'none'$/)
      const within = await inUse.api.request(
        'GET',
        `/api/v1/accounts/${id}/report?from=2026-06-01&to=2026-06-14`,
      )
      expect(within.status).toBe(200)
    })

    it('says so where there is nothing to report on, or the days are the wrong way round', async () => {
      const id = await makeAccount(inUse, 5)
      expect(await inUse.api.get(`/api/v1/accounts/${id}/report`)).toMatchObject({
        status: 404,
        json: { error: { code: 'no_insights' } },
      })
      expect(await inUse.api.get('/api/v1/accounts/1/report')).toMatchObject({
        status: 404,
        json: { error: { code: 'account_not_found' } },
      })
      const turned = await inUse.api.get(`/api/v1/accounts/${id}/report?from=2026-06-14&to=2026-06-01`)
      expect(turned).toMatchObject({ status: 400, json: { error: { code: 'invalid_request' } } })
    })
  })

  describe.each(METRIC_TABLE_NAMES)('GET /api/v1/accounts/{account_id}/metrics/%s', (table) => {
    it('gives what a sync has stored, the same in every format', async () => {
      const id = inUse.service.simulator.accounts[0]?.accountId ?? ''
      if ((await inUse.api.get(`/api/v1/accounts/${id}`)).status === 404) {
        await makeAccount(inUse, 0)
        await syncNow(inUse, id)
        await inUse.service.store.metrics.upsert({ accountId: id, scrapeDay: '2026-06-15', ...longRows })
      }
      const stored = await inUse.service.store.metrics.latest({ table, accountId: id })
      expect(stored.length).toBeGreaterThan(1)
      const json = await inUse.api.get(path(id, table))
      expect(json.status).toBe(200)
      expect(json.json).toEqual(stored)
      const ndjson = await inUse.api.get(path(id, table, '?format=ndjson'))
      expect(
        ndjson.text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(stored)
      const csv = await inUse.api.get(path(id, table, '?format=csv'))
      const lines = csv.text.trimEnd().split('\r\n')
      expect(lines[0]?.split(',')).toEqual(Object.keys(stored[0] ?? {}))
      expect(lines).toHaveLength(stored.length + 1)
      const parquet = await inUse.api.send('GET', path(id, table, '?format=parquet'))
      expect(parquet.headers.get('content-type')).toBe('application/vnd.apache.parquet')
      const { rows } = await readParquetBytes(await parquet.bytes())
      expect(rows).toEqual(stored)
      const xlsx = await inUse.api.send('GET', path(id, table, '?format=xlsx'))
      expect(xlsx.headers.get('content-type')).toBe(XLSX)
      expect(xlsx.headers.get('content-disposition')).toBe(`inline; filename="${table}-${id}.xlsx"`)
      const [sheet, notes] = await readWorkbook(await xlsx.bytes())
      expect([sheet?.name, sheet?.rows, notes?.name]).toEqual([table, stored.map(withoutDashes), 'columns'])
    })

    it('has nothing of an account without any, in every format', async () => {
      const id = inUse.service.simulator.accounts[1]?.accountId ?? ''
      if ((await inUse.api.get(`/api/v1/accounts/${id}`)).status === 404) await makeAccount(inUse, 1)
      expect((await inUse.api.get(path(id, table))).json).toEqual([])
      expect((await inUse.api.get(path(id, table, '?format=ndjson'))).text).toBe('')
      expect((await inUse.api.get(path(id, table, '?format=csv'))).text).toMatch(
        /^account_id,time,[^\r]+\r\n$/,
      )
      const parquet = await inUse.api.send('GET', path(id, table, '?format=parquet'))
      const { types, rows } = await readParquetBytes(await parquet.bytes())
      expect([types['time'], rows]).toEqual(['DATE', []])
      const xlsx = await inUse.api.send('GET', path(id, table), { headers: { accept: XLSX } })
      expect(xlsx.headers.get('content-type')).toBe(XLSX)
      expect((await readWorkbook(await xlsx.bytes()))[0]).toMatchObject({ name: table, rows: [] })
    })

    it('says where there is no such account', async () => {
      const answer = await inUse.api.get(path('999', table))
      expect([answer.status, answer.code]).toEqual([404, 'account_not_found'])
    })
  })

  it('gives what was known on a day, of a listing, between days', async () => {
    const id = await seeded(2)
    const views = async (query: string) =>
      (await inUse.api.get(path(id, 'chart_query', query))).json.map(
        (row: { metric_date: string; p3_impressions_your_value: number }) => [
          row.metric_date,
          row.p3_impressions_your_value,
        ],
      )
    expect(await views('')).toEqual([
      ['2026-06-12', 57],
      ['2026-06-13', 57],
    ])
    expect(await views('?as_of=2026-06-14')).toEqual([
      ['2026-06-12', 48],
      ['2026-06-13', 48],
    ])
    expect(await views('?as_of=2026-06-13')).toEqual([])
    expect(await views('?from=2026-06-13')).toEqual([['2026-06-13', 57]])
    expect(await views('?to=2026-06-12')).toEqual([['2026-06-12', 57]])
    expect(await views(`?listing_id=${LISTING}&from=2026-06-12&to=2026-06-12`)).toEqual([['2026-06-12', 57]])
    expect(await views('?listing_id=1')).toEqual([])
  })

  it('gives all tables that have a row as one workbook, and says so where there is none', async () => {
    const id = await seeded(6)
    const workbook = `/api/v1/accounts/${id}/workbook`
    const answer = await inUse.api.send('GET', `${workbook}?as_of=2026-06-14`)
    expect(answer.headers.get('content-type')).toBe(XLSX)
    expect(answer.headers.get('content-disposition')).toBe(`inline; filename="insights-${id}.xlsx"`)
    const sheets = await readWorkbook(await answer.bytes())
    expect(sheets.map(({ name }) => name)).toEqual([
      'chart_query',
      'chart_summary',
      'list_of_metrics',
      'columns',
    ])
    for (const { name, rows } of sheets.slice(0, 3)) {
      const { json } = await inUse.api.get(path(id, name, '?as_of=2026-06-14'))
      expect(rows).toEqual(json.map(withoutDashes))
    }
    const before = await inUse.api.get(`${workbook}?as_of=2020-01-01`)
    expect([before.status, before.code]).toEqual([404, 'no_insights'])
    const unknown = await inUse.api.get('/api/v1/accounts/999/workbook')
    expect([unknown.status, unknown.code]).toEqual([404, 'account_not_found'])
  })

  it('writes CSV that no spreadsheet runs, with numbers as numbers', async () => {
    const id = await seeded(3)
    const { text, headers } = await inUse.api.get(path(id, 'chart_summary', '?format=csv'))
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toBe(`inline; filename="chart_summary-${id}.csv"`)
    expect(text.split('\r\n')[1]).toBe(
      `${id},2026-06-14,${LISTING},"'=SUM(A1), the ""loft""",2026-05-31,2026-06-27,,,,,,,,,,,,,-0.25,-25%,,,2026-06-15`,
    )
  })

  it.each([
    ['application/json', 'application/json'],
    ['text/csv', 'text/csv'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['text/*;q=0.9, application/json;q=0.1', 'text/csv'],
    ['text/html, application/xhtml+xml, */*;q=0.8', 'application/json'],
    ['application/json;q=0, */*', 'text/csv'],
  ])('takes Accept: %s as a wish for %s', async (accept, type) => {
    const id = inUse.service.simulator.accounts[3]?.accountId ?? ''
    const answer = await inUse.api.get(path(id, 'chart_query'), { headers: { accept } })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`])
    const given = await inUse.api.get(path(id, 'chart_query', '?format=ndjson'), { headers: { accept } })
    expect(given.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
  })

  it('refuses what it does not offer', async () => {
    const answer = await inUse.api.get(path('999', 'chart_query'), { headers: { accept: 'application/pdf' } })
    expect([answer.status, answer.code]).toEqual([406, 'not_acceptable'])
  })

  it.each([
    '?from=2026-02-30',
    '?from=2026-06-13&to=2026-06-12',
    '?as_of=today',
    '?listing_id=x',
    '?format=xls',
    '?until=2026-06-12',
  ])('refuses %s', async (query) => {
    const answer = await inUse.api.get(path('999', 'chart_query', query))
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })

  it('has no other tables', async () => {
    const answer = await inUse.api.get(path('999', 'accounts'))
    expect([answer.status, answer.code]).toEqual([404, 'not_found'])
  })
}
