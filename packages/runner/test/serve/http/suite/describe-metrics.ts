import { apiName } from 'insights-transform'
import { beforeAll, describe, expect, it } from 'vitest'
import { readParquetBytes } from '../../../support/read-parquet.ts'
import { makeAccount } from '../support/account-of.ts'
import type { StartService } from '../support/api-service.ts'
import { useService } from '../support/use-service.ts'

const LISTING = '918273645546372819'
const OTHER_LISTING = '918273645546372820'

/** Names that an API may make up, each of which is somebody's metric. */
const HOSTILE_NAMES = [
  'nights booked',
  'a/b',
  '../accounts',
  '..',
  '%2F',
  '"quoted", \'twice\'',
  '=cmd|calc',
  'ночи 🏡',
  "x'; DROP TABLE accounts; --",
  'chart_query',
  `very ${'long '.repeat(1_999)}`,
]

const names = { airbnb_listing_id: LISTING, airbnb_internal_name: 'Harbour loft' }
const night = { airbnb_listing_id: LISTING, series: 'your', granularity: 'DAY', metric_date: '2026-06-12' }
const week = { airbnb_listing_id: LISTING, window_start: '2026-06-07', window_end: '2026-06-13' }

/** Numbers of metrics in wide and in long tables, known on two days. */
const rowsKnownOn = (day: '2026-06-14' | '2026-06-15') => {
  const rate = day === '2026-06-14' ? 0.5 : 0.75
  return {
    scrapeDay: day,
    chartQuery: [{ ...names, metric_date: '2026-06-12', p3_impressions_your_value: 48 }],
    metricPoints: [
      { ...night, metric: 'occupancy_rate', value: rate, value_string: `${String(rate * 100)}%` },
      { ...night, metric: 'occupancy_rate', series: 'similar', value: 0.6, value_string: '60%' },
      { ...night, metric: 'occupancy_rate', airbnb_listing_id: OTHER_LISTING, value: 1 },
      { ...night, metric: 'occupancy_rate', granularity: 'WEEK', metric_date: '2026-06-07', value: 0.7 },
      ...HOSTILE_NAMES.map((metric, at) => ({ ...night, metric: apiName(metric), value: at })),
    ],
    metricWindows: [
      {
        ...week,
        metric: 'occupancy_rate',
        value: 0.7,
        value_string: '70%',
        value_change: 0.1,
        value_change_string: '+10%',
        compared_with: 'similar',
      },
      { ...week, metric: 'nightly_rate', value: 120.5, value_string: '€120.50', currency: 'EUR' },
    ],
  }
}

/** Any metric, through the API. */
export function describeMetrics(start: StartService): void {
  const inUse = useService(start, { simulator: { accounts: 2, listings: 1 } })
  let id: string
  let bare: string
  beforeAll(async () => {
    id = await makeAccount(inUse, 0)
    bare = await makeAccount(inUse, 1)
    for (const day of ['2026-06-14', '2026-06-15'] as const) {
      await inUse.service.store.metrics.upsert({ accountId: id, ...rowsKnownOn(day) })
    }
  })

  const seriesPath = (metric: string, query = '', accountId = id) =>
    `/api/v1/accounts/${accountId}/metrics/series?metric=${encodeURIComponent(metric)}${query}`
  const path = (table: string, query = '') => `/api/v1/accounts/${id}/metrics/${table}${query}`
  /** Listing, series, granularity, day and value of each row. */
  const seriesOf = async (metric: string, query = '') =>
    (await inUse.api.get(seriesPath(metric, query))).json.map((row: Record<string, unknown>) => [
      row['airbnb_listing_id'] === LISTING ? 'own' : 'other',
      row['series'],
      row['granularity'],
      row['metric_date'],
      row['value'],
    ])

  describe('GET /api/v1/accounts/{account_id}/metrics', () => {
    it('lists what is stored of each metric, those that nobody knows as well', async () => {
      const { status, json } = await inUse.api.get(`/api/v1/accounts/${id}/metrics`)
      expect(status).toBe(200)
      expect(json.filter(({ metric }: { metric: string }) => metric === 'occupancy_rate')).toEqual([
        {
          metric: 'occupancy_rate',
          page: 'OCCUPANCY',
          label: 'Occupancy rate',
          table: 'metric_points',
          listings: 2,
          rows: 4,
          first_night: '2026-06-07',
          last_night: '2026-06-12',
          last_read_on: '2026-06-15',
        },
        {
          metric: 'occupancy_rate',
          page: 'OCCUPANCY',
          label: 'Occupancy rate',
          table: 'metric_windows',
          listings: 1,
          rows: 1,
          first_night: '2026-06-07',
          last_night: '2026-06-13',
          last_read_on: '2026-06-15',
        },
      ])
      expect(json).toContainEqual(
        expect.objectContaining({ metric: 'a/b', page: null, label: null, listings: 1, rows: 1 }),
      )
      expect(json).toContainEqual(
        expect.objectContaining({ metric: 'p3_impressions', table: 'chart_query', listings: 1, rows: 1 }),
      )
    })

    it('has nothing of an account without any, and says where there is no such account', async () => {
      expect((await inUse.api.get(`/api/v1/accounts/${bare}/metrics`)).json).toEqual([])
      const answer = await inUse.api.get('/api/v1/accounts/999/metrics')
      expect([answer.status, answer.code]).toEqual([404, 'account_not_found'])
    })
  })

  describe('GET /api/v1/accounts/{account_id}/metrics/series', () => {
    it('gives a metric of the long tables with its windows, by listing', async () => {
      expect(await seriesOf('occupancy_rate')).toEqual([
        ['own', 'similar', 'DAY', '2026-06-12', 0.6],
        ['own', 'your', 'DAY', '2026-06-12', 0.75],
        ['own', 'your', 'WEEK', '2026-06-07', 0.7],
        ['own', 'your', 'WINDOW', '2026-06-07', 0.7],
        ['other', 'your', 'DAY', '2026-06-12', 1],
      ])
      const [window] = (await inUse.api.get(seriesPath('nightly_rate'))).json
      expect(window).toMatchObject({
        account_id: id,
        metric: 'nightly_rate',
        window_end: '2026-06-13',
        time: '2026-06-14',
        confirmed_on: '2026-06-15',
        value: 120.5,
        value_string: '€120.50',
        currency: 'EUR',
      })
    })

    it('gives a metric of the wide tables in the same form', async () => {
      expect(await seriesOf('p3_impressions')).toEqual([['own', 'your', 'DAY', '2026-06-12', 48]])
    })

    it('takes what it is narrowed to', async () => {
      expect(await seriesOf('occupancy_rate', '&series=similar')).toEqual([
        ['own', 'similar', 'DAY', '2026-06-12', 0.6],
      ])
      expect(await seriesOf('occupancy_rate', '&granularity=WINDOW')).toEqual([
        ['own', 'your', 'WINDOW', '2026-06-07', 0.7],
      ])
      expect(await seriesOf('occupancy_rate', '&granularity=DAY&as_of=2026-06-14&series=your')).toEqual([
        ['own', 'your', 'DAY', '2026-06-12', 0.5],
        ['other', 'your', 'DAY', '2026-06-12', 1],
      ])
      expect(await seriesOf('occupancy_rate', `&listing_id=${OTHER_LISTING}`)).toEqual([
        ['other', 'your', 'DAY', '2026-06-12', 1],
      ])
      expect(await seriesOf('occupancy_rate', '&from=2026-06-13')).toEqual([])
      expect(await seriesOf('occupancy_rate', '&as_of=2026-06-13')).toEqual([])
    })

    it('gives the same in every format', async () => {
      const { json } = await inUse.api.get(seriesPath('occupancy_rate'))
      const ndjson = await inUse.api.get(seriesPath('occupancy_rate', '&format=ndjson'))
      expect(
        ndjson.text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(json)
      const csv = await inUse.api.get(seriesPath('occupancy_rate', '&format=csv'))
      const lines = csv.text.trimEnd().split('\r\n')
      expect(lines[0]?.split(',')).toEqual(Object.keys(json[0]))
      expect(lines).toHaveLength(json.length + 1)
      const parquet = await inUse.api.send('GET', seriesPath('occupancy_rate', '&format=parquet'))
      const { types, rows } = await readParquetBytes(await parquet.bytes())
      expect(rows).toEqual(json)
      expect([types['metric_date'], types['window_end'], types['value']]).toEqual(['DATE', 'DATE', 'DOUBLE'])
    })

    it.each(HOSTILE_NAMES.map((metric, at) => [metric.slice(0, 30), metric, at] as const))(
      'finds %s by its name',
      async (_, metric, at) => {
        expect(await seriesOf(metric)).toEqual([['own', 'your', 'DAY', '2026-06-12', at]])
        const csv = await inUse.api.get(seriesPath(metric, '&format=csv'))
        expect(csv.headers.get('content-disposition')).toMatch(
          new RegExp(`^inline; filename="[\\w.-]{1,60}-${id}\\.csv"$`),
        )
        const points = await inUse.api.get(path('metric_points', `?metric=${encodeURIComponent(metric)}`))
        expect(points.json.map(({ value }: { value: number }) => value)).toEqual([at])
      },
    )

    it('names what is stored where nothing of the metric is, and the nearest', async () => {
      const answer = await inUse.api.get(seriesPath('ocupancy_rate'))
      expect([answer.status, answer.code]).toEqual([404, 'metric_not_found'])
      expect(answer.json.error.message).toBe(
        'Nothing of the metric "ocupancy_rate" is stored (did you mean occupancy_rate?).',
      )
      expect(answer.json.error.details.stored).toEqual(
        expect.arrayContaining(['occupancy_rate', 'p3_impressions', 'a/b']),
      )
    })

    it('has nothing yet of a metric that is known and was not asked for', async () => {
      expect((await inUse.api.get(seriesPath('wishlist'))).json).toEqual([])
    })

    it.each([
      ['a control character', 'a\0b'],
      ['a percent sign', '%'],
      ['10,000 characters', 'x'.repeat(10_000)],
    ])('answers to a name of %s as documented', async (_, metric) => {
      expect((await inUse.api.get(seriesPath(metric))).code).toBe('metric_not_found')
    })

    it.each([
      '',
      '?metric=',
      '?metric=occupancy_rate&metric=wishlist',
      '?metric=occupancy_rate&from=2026-06-13&to=2026-06-12',
      '?metric=occupancy_rate&granularity=',
      '?metric=occupancy_rate&table=chart_query',
    ])('refuses %s', async (query) => {
      const answer = await inUse.api.get(path('series', query))
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    })

    it('says where there is no such account', async () => {
      const answer = await inUse.api.get(seriesPath('occupancy_rate', '', '999'))
      expect([answer.status, answer.code]).toEqual([404, 'account_not_found'])
    })
  })

  describe('the long tables', () => {
    it('give one metric alone where it is named', async () => {
      const points = await inUse.api.get(path('metric_points', '?metric=occupancy_rate&from=2026-06-08'))
      expect(points.json.map(({ metric }: { metric: string }) => metric)).toEqual(
        Array(3).fill('occupancy_rate'),
      )
      const windows = await inUse.api.get(path('metric_windows', '?metric=nightly_rate'))
      expect(windows.json).toEqual([expect.objectContaining({ metric: 'nightly_rate', currency: 'EUR' })])
      expect((await inUse.api.get(path('metric_windows'))).json).toHaveLength(2)
      expect((await inUse.api.get(path('metric_points', '?metric=nightly_rate'))).json).toEqual([])
    })

    it('are the only ones that have a metric to choose', async () => {
      const answer = await inUse.api.get(path('chart_query', '?metric=p3_impressions'))
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    })
  })
}
