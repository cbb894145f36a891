import type { MetricRowInput } from 'insights-store-timescale'
import { addDays } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import {
  ACCOUNT,
  FIRST_NIGHT,
  HOSTILE_NAME,
  knownStore,
  LISTINGS,
  TODAY,
  WEEKS,
} from './support/known-store.ts'
import { tableOf, textOf } from './support/page-text.ts'
import { renderReport } from './support/rendered-report.ts'

const HARBOUR = 'id="account-1-listing-1"'

/** A week of a metric that no wide table has columns for. */
const windowOf = (
  metric: string,
  week: string,
  cells: Partial<MetricRowInput<'metric_windows'>>,
): MetricRowInput<'metric_windows'> => ({
  airbnb_listing_id: LISTINGS.harbour,
  metric,
  window_start: week,
  window_end: addDays(week, 6),
  ...cells,
})

/** The report of the known store with some windows more, from the first known night on. */
const reportWith = async (metricWindows: readonly MetricRowInput<'metric_windows'>[]): Promise<string> => {
  await using store = await knownStore()
  await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: TODAY, metricWindows })
  return await renderReport({ store, accounts: 'all', today: TODAY, from: FIRST_NIGHT })
}

/** The bars and dashes in a metric's line of weeks, by the class of their path. */
const drawnOf = (html: string, label: string): Record<string, { y: number; height: number }[]> => {
  const start = html.indexOf(`aria-label="${label}`)
  const svg = html.slice(start, html.indexOf('</svg>', start))
  return Object.fromEntries(
    [...svg.matchAll(/<path class="(own|growing|similar)" d="([^"]*)"/g)].map(([, name = '', d = '']) => [
      name,
      [...d.matchAll(/M[\d.]+ ([\d.]+)h[\d.]+(?:v([\d.]+))?/g)].map(([, y, height]) => ({
        y: Number(y),
        height: Number(height ?? 0),
      })),
    ]),
  )
}

describe('metrics without a chart of their own', () => {
  it('are shown by the newest week that has passed, as Airbnb’s page writes it, those known here first', async () => {
    const html = await reportWith([
      ...WEEKS.map((week, at) => windowOf('nights_blocked', week, { value: at, value_string: String(at) })),
      ...WEEKS.map((week) =>
        windowOf('occupancy_rate', week, {
          value: 0.8,
          value_string: '80%',
          value_change: 0.2,
          value_change_string: '20%',
          compared_with: 'similar',
        }),
      ),
      windowOf('overall', '2026-05-31', {
        value: 4.83,
        value_string: '4.83',
        value_change: 0.1,
        value_change_string: '+0.1',
        compared_with: 'overTime',
      }),
      windowOf('overall', '2026-06-07', { value: null, value_string: '-' }),
      // The week of today has not passed.
      windowOf('overall', '2026-06-14', { value: 4.9, value_string: '4.90' }),
    ])
    expect(tableOf(html, 'Other metrics of the listing', HARBOUR)).toEqual([
      ['Metric', 'Value', 'Against similar', 'Week by week', 'Newest week'],
      ['Occupancy rate', '80%', '+20%', '', '7 – 13 Jun'],
      ['Overall rating', '4.83', '–', '', '31 May – 6 Jun'],
      ['nights_blocked', '9', '–', '', '7 – 13 Jun'],
    ])
    const rows = tableOf(html, 'Weeks of other metrics', HARBOUR)
    expect(rows[0]).toEqual(['Week', 'Occupancy rate', 'Overall rating', 'nights_blocked'])
    expect(rows.find(([week]) => week === '7 – 13 Jun 2026')).toEqual(['7 – 13 Jun 2026', '80%', '–', '9'])
    expect(rows.find(([week]) => week?.startsWith('14 – 20 Jun 2026'))).toEqual([
      '14 – 20 Jun 2026 growing',
      '80%',
      '4.90',
      '10',
    ])
    expect(rows).toHaveLength(1 + WEEKS.length)
  })

  it('are drawn week by week from zero, hollow from today on, with a dash for similar listings', async () => {
    const html = await reportWith([
      windowOf('occupancy_rate', '2026-05-31', { value: 1, value_string: '100%' }),
      windowOf('occupancy_rate', '2026-06-07', {
        value: 0.5,
        value_string: '50%',
        value_change: 0.25,
        value_change_string: '25%',
        compared_with: 'similar',
      }),
      windowOf('occupancy_rate', '2026-06-21', { value: 0.25, value_string: '25%' }),
      windowOf('cancellation_rate', '2026-06-07', { value: -2, value_string: '−2' }),
      windowOf('cancellation_rate', '2026-05-31', { value: 2, value_string: '2' }),
    ])
    expect(html).toContain('aria-label="Occupancy rate, 3 weeks: between 25% and 100%"')
    expect(drawnOf(html, 'Occupancy rate')).toEqual({
      own: [
        { y: 0, height: 34 },
        { y: 17, height: 17 },
      ],
      growing: [{ y: 25.5, height: 8.5 }],
      similar: [{ y: 25.5, height: 0 }],
    })
    // Below zero a bar hangs from it.
    expect(drawnOf(html, 'Cancellations')).toEqual({
      own: [
        { y: 0, height: 17 },
        { y: 17, height: 17 },
      ],
    })
  })

  it('keep what is no number and what strangers called it as text', async () => {
    const html = await reportWith([
      windowOf(HOSTILE_NAME.slice(0, 120), '2026-06-07', {
        value_raw: '{"stars":"<script>alert(3)</script>"}',
        value_change_string: '<img src=x onerror=alert(4)>',
        compared_with: 'similar',
      }),
      windowOf('wishlist', '2026-06-07', { value: 3, value_string: '9'.repeat(5_000) }),
    ])
    expect(html).not.toMatch(/<(?:script|img)/)
    const table = tableOf(html, 'Other metrics of the listing', HARBOUR)
    expect(table[2]?.slice(1, 3)).toEqual([
      '{&quot;stars&quot;:&quot;&lt;script&gt;alert(3)&lt;/script&gt;&quot;}',
      '&lt;img src=x onerror=alert(4)&gt;',
    ])
    expect(table[1]?.[1]).toMatch(/^9{50,80}…$/)
  })

  it('are told to be more where the API made up many', async () => {
    const html = await reportWith(
      Array.from({ length: 45 }, (_, at) => windowOf(`made_up_${String(at)}`, '2026-06-07', { value: at })),
    )
    expect(tableOf(html, 'Other metrics of the listing', HARBOUR)).toHaveLength(1 + 40)
    expect(textOf(html)).toContain('And 5 further metrics')
  })

  it('leave no trace where none is stored, nor where nothing is said of a week', async () => {
    const none = await reportWith([])
    expect(none).not.toContain('Other metrics')
    const nothing = { value: null, value_string: '-' }
    expect(await reportWith([windowOf('overall', '2026-06-07', nothing)])).toBe(none)
    const long = { metric: 'overall', window_start: '2026-04-05', window_end: '2026-05-30', value: 4.5 }
    expect(await reportWith([{ airbnb_listing_id: LISTINGS.harbour, ...long }])).toBe(none)
  })
})
