import { METRIC_REGISTRY, type Metric } from 'insights-transform'
import { beforeAll, describe, expect, it } from 'vitest'
import { FIRST_NIGHT, knownStore, TODAY } from './support/known-store.ts'
import { tableOf, textOf } from './support/page-text.ts'
import { renderReport } from './support/rendered-report.ts'

const HARBOUR = 'id="account-1-listing-1"'
/** The number that a cell shows, `+3` and `8.125%` too. */
const numberIn = (cell: string | undefined): number => Number(cell?.replaceAll(/[,%+]/g, ''))

describe('the tables behind the charts', () => {
  let html: string
  beforeAll(async () => {
    await using store = await knownStore()
    html = await renderReport({ store, accounts: 'all', today: TODAY, from: FIRST_NIGHT })
  })

  it('show of each week every metric that a week has, under the registry’s names', () => {
    const [heads = [], ...rows] = tableOf(html, 'Weeks of the listing', HARBOUR)
    const labels = METRIC_REGISTRY.filter((metric: Metric) => metric.byWindow).map(({ label }) => label)
    expect(labels.length).toBeGreaterThanOrEqual(6)
    expect(heads).toEqual([
      'Week',
      ...labels,
      'Nights booked',
      'Page views, similar',
      'Conversion, similar',
      'Read on',
    ])
    // The week of 12 April: 50 + 30 × 5 + 50 page views, 1 night booked out of 2,500 impressions.
    expect(rows[1]).toEqual([
      '12 – 18 Apr 2026',
      '0.040%',
      '65.000%',
      '10.000%',
      '0.400%',
      '250',
      '2,500',
      '1',
      '140',
      '0.200%',
      '16 Jun',
    ])
    expect(rows.find(([week]) => week?.startsWith('5 – 11 Jul'))?.slice(0, 3)).toEqual([
      '5 – 11 Jul 2026 growing',
      // Three of 530.
      '0.566%',
      '–',
    ])
  })

  it('show of each night every metric that a night has, and what makes the calendar picture', () => {
    const [heads = [], ...rows] = tableOf(html, 'Nights of the listing', HARBOUR)
    const labels = METRIC_REGISTRY.filter((metric: Metric) => metric.byDay).flatMap(({ label }) => [
      label,
      'Similar',
    ])
    expect(heads).toEqual(['Night', ...labels, 'New page views', 'Looks taken', 'Read on'])
    expect(rows[0]?.[0]).toBe('Sun 14 Jun 2026')
    expect(rows.at(-1)?.[0]).toBe('Fri 11 Sep 2026')
    expect(rows.find(([night]) => night === 'Fri 26 Jun 2026')).toEqual([
      'Fri 26 Jun 2026',
      '0.400%',
      '0.300%',
      '0',
      '18',
      '±0',
      'yes',
      '16 Jun',
    ])
  })

  it('give the key figures of the pictures to whoever adds up', () => {
    const nights = tableOf(html, 'Nights of the listing', HARBOUR)
      .slice(1)
      .filter(([night = '']) => !['Sun 14 Jun 2026', 'Mon 15 Jun 2026'].includes(night))
    const free = nights.filter((cells) => cells[6] === '')
    const own = free.reduce((sum, cells) => sum + numberIn(cells[3]), 0)
    const similar = free.reduce((sum, cells) => sum + numberIn(cells[4]), 0)
    expect([nights.length, free.length, own, similar]).toEqual([88, 85, 1372, 857])
    expect(textOf(html)).toContain(
      'Harbour loft 1,372 page views, similar 857 (+60%); 3 of 88 nights look taken.',
    )
    const gained = nights.flatMap((cells) => (cells[5] === '–' ? [] : numberIn(cells[5]?.replace('±', ''))))
    expect(textOf(html)).toContain(
      `New page views By week of the nights that guests searched for; of this week, the nights from today on In all +${String(gained.reduce((sum, more) => sum + more, 0))},`,
    )
  })

  it('give those of the weeks as well', () => {
    const weeks = tableOf(html, 'Weeks of the listing', HARBOUR).slice(1)
    const last = weeks.find(([week]) => week === '7 – 13 Jun 2026') ?? []
    // 50 + 30 × 5 + 50 of its own, 20 × 7 of similar listings, 4 nights booked.
    expect([last[5], last[8], last[7]]).toEqual(['250', '140', '4'])
    const text = textOf(html.slice(html.indexOf(HARBOUR)))
    expect(text).toContain('7 – 13 Jun 2026: 250, similar 140 (+79%)')
    expect(text).toContain('7 – 13 Jun 2026: 0.16%, similar 0.20% (−20%)')
    const booked = (from: number, to?: number) =>
      weeks.slice(from, to).reduce((sum, cells) => sum + numberIn(cells[7]), 0)
    expect([booked(0, 10), booked(10)]).toEqual([20, 23])
    expect(text).toContain('20 nights in 10 weeks behind; 23 from this week on, so far')
    expect(tableOf(html, 'Weeks of the account')[10]).toEqual([
      '7 – 13 Jun 2026',
      '1',
      '2,500',
      '250',
      '140',
      '4',
      '10.0%',
      '1.60%',
      '0.16%',
      '0.20%',
    ])
  })

  it('show what came in between two looks, week by week', () => {
    const [heads, first] = tableOf(html, 'New page views by week')
    expect(heads).toEqual(['Week', 'Then', 'Now', 'New', 'New, similar'])
    // The nights of 16 to 20 June of the harbour loft, and the 18th of two more: 30 + 30 + 29 + 48 + 48 + 2 × 29. Guests
    // came for the 17th and the 20th; to similar listings for the 18th, which three listings are compared with.
    expect(first).toEqual(['14 – 20 Jun 2026', '241', '243', '+2', '+3'])
  })
})
