import { describe, expect, it } from 'vitest'
import { ACCOUNT, FIRST_NIGHT, knownStore, LISTINGS, NIGHTS, TODAY } from './support/known-store.ts'
import { textOf } from './support/page-text.ts'
import { renderReport } from './support/rendered-report.ts'

const AHEAD = NIGHTS.filter((night) => night >= TODAY)
/** Nights that are occupied, of which the last is one that guests still look at. */
const OCCUPIED = ['2026-06-26', '2026-06-27', '2026-06-28', '2026-07-03']

/** The report of the known store with the occupancy of some nights. */
const reportWith = async (
  nights: readonly (readonly [listing: string, night: string])[],
): Promise<string> => {
  await using store = await knownStore()
  await store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: TODAY,
    metricPoints: nights.map(([listing, night]) => ({
      airbnb_listing_id: listing,
      metric: 'occupancy_rate',
      series: 'your',
      granularity: 'DAY',
      metric_date: night,
      value: listing === LISTINGS.harbour && OCCUPIED.includes(night) ? 1 : 0,
    })),
  })
  return await renderReport({ store, accounts: 'all', today: TODAY, from: FIRST_NIGHT })
}
const HARBOUR_AHEAD = AHEAD.map((night) => [LISTINGS.harbour, night] as const)
const OTHERS_AHEAD = [LISTINGS.hostile, LISTINGS.rtl].map((listing) => [listing, '2026-06-18'] as const)

describe('which nights ahead are taken', () => {
  it('is told by occupancy where it is stored, and the page says so', async () => {
    const html = await reportWith([...HARBOUR_AHEAD, ...OTHERS_AHEAD])
    const text = textOf(html)
    expect(text).toContain('Nights taken 4 of 90 nights ahead by Airbnb’s occupancy rate')
    expect(text).toContain('4 of 88 nights are taken.')
    expect(text).toContain('Which nights are taken is told by Airbnb’s occupancy rate.')
    expect(html).toMatch(/Fri 3 Jul 2026: \d+ page views, similar \d+[^<]*; taken \(read 16 Jun\)/)
    expect(text).not.toMatch(/look taken|a guess/)
  })

  it('is a guess where it is not, also among nights of which it is', async () => {
    const text = textOf(await reportWith(HARBOUR_AHEAD))
    expect(text).toContain('Nights that look taken 4 of 90 nights ahead by occupancy, else a guess')
    expect(text).toContain('4 of 88 nights are taken.')
    expect(text).toContain('0 of 1 night look taken.')
    expect(text).toContain(
      'where that was not asked for, a night looks booked where hardly anybody opens your page',
    )
  })

  it('is a guess from page views alone where no occupancy is stored', async () => {
    const text = textOf(await reportWith([]))
    expect(text).toContain('Nights that look taken 3 of 90 nights ahead a guess from page views')
    expect(text).not.toContain('occupancy')
  })
})
