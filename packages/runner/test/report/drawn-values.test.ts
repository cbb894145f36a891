import { addDays, daysBetween, sundayOf } from 'insights-transform'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserAvailable, TestBrowser } from './support/browser.ts'
import { type DrawnChart, readChart, tickValue, valueAt } from './support/drawn-chart.ts'
import {
  ACCOUNT,
  FIRST_NIGHT,
  knownStore,
  LISTINGS,
  NIGHTS,
  RTL_NAME,
  similarOf,
  TAKEN,
  TODAY,
  viewsOf,
  WEEKS,
  weekOf,
  YESTERDAY,
} from './support/known-store.ts'
import { tableOf } from './support/page-text.ts'
import { renderReport } from './support/rendered-report.ts'

const THIS_WEEK = sundayOf(TODAY)
/** A tenth of a unit is what a drawing may be off, in values. */
const near = (drawn: number, value: number, { ticks }: DrawnChart): void => {
  expect(Math.abs(drawn - value)).toBeLessThan(tickValue(ticks.at(-1)?.text ?? '') / 200)
}

const nightsOf = (sunday: string): string[] => Array.from({ length: 7 }, (_, index) => addDays(sunday, index))

describe.runIf(browserAvailable())('what is drawn', () => {
  const browser = new TestBrowser()
  let page: Page
  const picture = () => page.locator('section.picture').first()
  const weekFrom = (sunday: string) =>
    picture()
      .locator('li')
      .nth(daysBetween(THIS_WEEK, sunday) / 7)
  const figure = (title: string) =>
    page.locator('#account-1-listing-1 figure').filter({ has: page.locator(`h4:text-is("${title}")`) })
  const chart = (title: string) => readChart(figure(title).locator('svg'))
  /** The values of a week's boxes by night: a box of the picture's whole height stands for 60. */
  const values = async (sunday: string, kind: string): Promise<Map<string, number>> => {
    const { paths } = await readChart(weekFrom(sunday).locator('svg'))
    const scale = 60 / 52
    return new Map(
      (paths[kind] ?? []).map(({ x, y, height }) => [
        addDays(sunday, Math.floor(x / 10)),
        // A dash has no height: what it says is how far it is above the floor.
        Math.round((height > 0 ? height : 64 - y) * scale),
      ]),
    )
  }
  beforeAll(async () => {
    await using store = await knownStore()
    page = await browser.open(
      await renderReport({ store, accounts: [ACCOUNT], today: TODAY, from: FIRST_NIGHT }),
    )
  })
  afterAll(() => browser[Symbol.asyncDispose]())

  describe('in the calendar picture', () => {
    it('there are this week and the twelve after it, each under its Sunday', async () => {
      const names = await picture().locator('.week-name').allTextContents()
      expect(names).toHaveLength(13)
      expect([names[0], names[1], names.at(-1)]).toEqual(['14 Jun', '21 Jun', '6 Sep'])
      expect(await picture().textContent()).toContain('The top of a box is 60 page views')
    })

    it('each night has its page views and those of similar listings, solid where it has passed, hollow where it lies ahead', async () => {
      expect(await values(THIS_WEEK, 'own')).toEqual(
        new Map([
          ['2026-06-14', 30],
          ['2026-06-15', 30],
        ]),
      )
      const ahead = nightsOf(THIS_WEEK).slice(2)
      expect(await values(THIS_WEEK, 'growing')).toEqual(
        new Map(ahead.map((night) => [night, viewsOf(night)])),
      )
      // 50 × 87/90, by hand.
      expect((await values(THIS_WEEK, 'growing')).get('2026-06-19')).toBe(48)
      const later = nightsOf('2026-07-12')
      expect(await values('2026-07-12', 'growing')).toEqual(
        new Map(later.map((night) => [night, viewsOf(night)])),
      )
      expect(await values('2026-07-12', 'similar')).toEqual(
        new Map(later.map((night) => [night, similarOf(night)])),
      )
    })

    it('what came in since the look before is the tip of the bar', async () => {
      const gained = nightsOf('2026-07-12').flatMap((night) => {
        const more = (viewsOf(night) ?? 0) - (viewsOf(night, YESTERDAY) ?? 0)
        return more > 0 ? [[night, more] as const] : []
      })
      expect(gained).toEqual([
        ['2026-07-14', 1],
        ['2026-07-17', 1],
      ])
      expect(await values('2026-07-12', 'gained')).toEqual(new Map(gained))
    })

    it('nights that look taken are hatched, and no others', async () => {
      const first = await readChart(weekFrom('2026-06-21').locator('svg'))
      expect(first.paths['taken']?.map(({ x }) => addDays('2026-06-21', x / 10))).toEqual(TAKEN.slice(0, 2))
      const second = await readChart(weekFrom('2026-06-28').locator('svg'))
      expect(second.paths['taken']?.map(({ x }) => addDays('2026-06-28', x / 10))).toEqual(TAKEN.slice(2))
      const fill = await weekFrom('2026-06-21')
        .locator('.taken')
        .evaluate((path) => getComputedStyle(path).fill)
      expect(fill).toContain('#hatching')
      expect(await picture().locator('.taken').count()).toBe(2)
    })

    it('today is a line before its night, and weekends are shaded', async () => {
      expect((await readChart(weekFrom(THIS_WEEK).locator('svg'))).today).toBe(20)
      expect(await picture().locator('.today').count()).toBe(1)
      const weekends = await weekFrom(THIS_WEEK)
        .locator('.weekend')
        .evaluateAll((all) => all.map((one) => one.getAttribute('x')))
      expect(weekends).toEqual(['50', '60'])
    })

    it('the words below a week and where the pointer rests are its numbers', async () => {
      // 5 to 11 July: 8 + 8 + 7 × 5 of its own, 16 + 16 + 16 + 15 + 15 + 15 + 14 of similar listings.
      expect(await weekFrom('2026-07-05').locator('.verdict').textContent()).toBe('▼ −50%')
      expect(await weekFrom('2026-07-05').locator('svg').getAttribute('aria-label')).toBe(
        '5 – 11 Jul 2026: 53 page views for nights that look free, similar 106; 0 of 7 nights look taken',
      )
      const { hovers } = await readChart(weekFrom('2026-06-21').locator('svg'))
      expect(hovers[0]).toBe('Sun 21 Jun 2026: 28 page views, similar 19 (read 16 Jun)')
      expect(hovers[5]).toBe('Fri 26 Jun 2026: 0 page views, similar 18; looks taken (read 16 Jun)')
    })
  })

  describe('by week', () => {
    const ended = WEEKS.filter((week) => addDays(week, 6) < TODAY)
    const growing = WEEKS.filter((week) => addDays(week, 6) >= TODAY)

    it('each week is a bar from zero at its place, hollow from that of today on', async () => {
      const drawn = await chart('Opened')
      const floor = drawn.ticks[0]?.y ?? 0
      expect(drawn.ticks[0]?.text).toBe('0')
      const start = drawn.paths['own']?.[0]?.x ?? 0
      const slot = ((drawn.paths['own']?.at(-1)?.x ?? 0) - start) / (ended.length - 1)
      for (const [kind, weeks] of [
        ['own', ended],
        ['growing', growing],
      ] as const) {
        const bars = drawn.paths[kind] ?? []
        expect(bars).toHaveLength(weeks.length)
        bars.forEach(({ x, y, height }, index) => {
          const week = weeks[index] ?? ''
          near(valueAt(drawn, y), weekOf(week).pageViews, drawn)
          expect(Math.abs(y + height - floor)).toBeLessThan(0.2)
          expect(Math.abs(x - start - (daysBetween(FIRST_NIGHT, week) / 7) * slot)).toBeLessThan(0.5)
        })
      }
      const dashes = drawn.paths['similar'] ?? []
      expect(dashes).toHaveLength(WEEKS.length)
      dashes.forEach(({ y }, index) =>
        near(valueAt(drawn, y), weekOf(WEEKS[index] ?? '').similarPageViews, drawn),
      )
    })

    it('booked nights have their numbers written above the bars', async () => {
      const drawn = await chart('Booked')
      expect(drawn.numbers).toEqual(WEEKS.map((week) => String(weekOf(week).bookedNights)))
      const bars = [...(drawn.paths['own'] ?? []), ...(drawn.paths['growing'] ?? [])]
      const booked = WEEKS.map((week) => weekOf(week).bookedNights).filter((nights) => nights > 0)
      expect(bars).toHaveLength(booked.length)
      bars.forEach(({ y }, index) => near(valueAt(drawn, y), booked[index] ?? -1, drawn))
    })

    it('a conversion is drawn of weeks that have passed only', async () => {
      const drawn = await chart('Booked out of seen')
      const dashes = drawn.paths['similar'] ?? []
      expect(dashes).toHaveLength(ended.length)
      for (const { y } of dashes) near(valueAt(drawn, y), 0.2, drawn)
      expect(drawn.paths['growing']).toBeUndefined()
    })

    it('what came in since the last look is drawn by week', async () => {
      const drawn = await chart('New page views')
      // Of the last night nobody had counted anything on the look before.
      const read = NIGHTS.filter((night) => night >= TODAY && night < (NIGHTS.at(-1) ?? ''))
      const gained = growing.map((week) =>
        read
          .filter((night) => sundayOf(night) === week)
          .reduce((sum, night) => sum + (viewsOf(night) ?? 0) - (viewsOf(night, YESTERDAY) ?? 0), 0),
      )
      expect(drawn.numbers).toEqual(gained.map(String))
      const bars = drawn.paths['own'] ?? []
      const some = gained.filter((views) => views > 0)
      expect(bars).toHaveLength(some.length)
      bars.forEach(({ y }, index) => near(valueAt(drawn, y), some[index] ?? -1, drawn))
    })

    it('the line of today stands in every one of them, at the same day', async () => {
      for (const title of ['Seen', 'Opened', 'Booked', 'Booked out of seen', 'New page views']) {
        const drawn = await chart(title)
        expect(drawn.today, title).not.toBeNull()
      }
      const { today, paths, width } = await chart('Opened')
      // Two of the seven nights of the first hollow week have passed.
      const hollow = paths['growing']?.[0]?.x ?? 0
      const slot = (paths['growing']?.[1]?.x ?? 0) - hollow
      expect(Math.abs((today ?? 0) - hollow - (2 / 7) * slot)).toBeLessThan(slot * 0.15)
      expect(width).toBe(464)
    })

    it('is told to those who do not see it: a name and a description each', async () => {
      const told = await page.locator('svg.weeks-chart').evaluateAll((charts) =>
        charts.map((one) => {
          const text = (attribute: string) =>
            document.getElementById(one.getAttribute(attribute) ?? '')?.textContent ?? ''
          return [one.getAttribute('role'), text('aria-labelledby'), text('aria-describedby')] as const
        }),
      )
      expect(told.length).toBeGreaterThanOrEqual(10)
      for (const [role, name, description] of told) {
        expect(role).toBe('img')
        expect(name).not.toBe('')
        expect(description).toMatch(/By week, from that of .+ to that of .+\.$/)
      }
      expect(
        await page.evaluate(() => new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)).size),
      ).toBe(await page.locator('[id]').count())
    })
  })

  it('a week that was read last before its end is hollow and called unfinished, not a collapse', async () => {
    await using store = await knownStore()
    const weeks = { '2026-05-03': 700, '2026-05-10': 300, '2026-05-31': 40, '2026-06-07': 20 }
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: '2026-05-12',
      listOfMetrics: Object.entries(weeks).map(([week, impressions]) => ({
        airbnb_listing_id: LISTINGS.rtl,
        window_start: week,
        window_end: addDays(week, 6),
        p2_impressions_value: impressions,
      })),
    })
    const html = await renderReport({ store, accounts: [ACCOUNT], today: TODAY, from: FIRST_NIGHT })
    const opened = await browser.open(html)
    const section = opened.locator('section.listing').filter({ hasText: LISTINGS.rtl })
    const seen = section.locator('figure').filter({ has: opened.locator('h4:text-is("Seen")') })
    const { paths } = await readChart(seen.locator('svg'))
    expect([paths['own']?.length, paths['growing']?.length]).toEqual([1, 3])
    expect(await seen.locator('.key-figure').textContent()).toContain('7 – 13 Jun 2026: 20, unfinished')
    expect(await section.textContent()).toContain('Hollow before today are weeks')
    const names = await section.locator('table').first().locator('tbody th').allTextContents()
    expect(names).toEqual([
      '3 – 9 May 2026',
      '10 – 16 May 2026 unfinished',
      '31 May – 6 Jun 2026 unfinished',
      '7 – 13 Jun 2026 unfinished',
      '14 – 20 Jun 2026 growing',
    ])
    const account = tableOf(html, 'Weeks of the account').slice(1)
    expect(account.map(([week]) => week).filter((week) => week?.endsWith('unfinished'))).toHaveLength(3)
    const [, , , , , last, , booked] = tableOf(html, 'Listings').find(([name]) => name === RTL_NAME) ?? []
    expect([last, booked]).toEqual(['–', '–'])
    expect(await opened.locator('.movers').textContent()).not.toContain('−50%')
  })
})
