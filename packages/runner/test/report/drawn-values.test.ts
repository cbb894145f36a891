import { addDays, daysBetween } from 'insights-transform'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderReport } from '../../src/report/render-report.ts'
import { browserAvailable, TestBrowser } from './support/browser.ts'
import { type DrawnChart, readChart, tickValue, valueAt } from './support/drawn-chart.ts'
import {
  ACCOUNT,
  COUNTED_DAYS,
  DAYS,
  FIRST_DAY,
  impressionsOf,
  knownStore,
  MISSING,
  SIMILAR_VIEWS,
  TODAY,
  viewsOf,
  WEEKS,
} from './support/known-store.ts'

/** Half a pixel of a chart's height, in values, is what a browser could be wrong by. */
const near = (drawn: number, value: number, { ticks }: DrawnChart): void => {
  const top = tickValue(ticks.at(-1)?.text ?? '')
  expect(Math.abs(drawn - value)).toBeLessThan(top / 200)
}

describe.runIf(browserAvailable())('the charts of a listing', () => {
  const browser = new TestBrowser()
  let page: Page
  const figure = (title: string) =>
    page.locator('#account-1-listing-1 figure').filter({ has: page.locator(`h4:text-is("${title}")`) })
  beforeAll(async () => {
    await using store = await knownStore()
    const html = await renderReport({ store, accounts: [ACCOUNT], today: TODAY, from: FIRST_DAY })
    page = await browser.open(html)
  })
  afterAll(() => browser[Symbol.asyncDispose]())

  it('have each day’s page views at its place, own and similar, and nothing where there is none', async () => {
    const chart = await readChart(figure('Page views'))
    const days = DAYS.filter((day) => viewsOf(day) !== null)
    const own = chart.lines['own'] ?? []
    const points = own.flat()
    expect(points).toHaveLength(days.length)
    points.forEach(({ y }, index) => near(valueAt(chart, y), viewsOf(days[index] ?? '') ?? -1, chart))
    // Equal steps but for the two missing days, at which the line is broken.
    const before = daysBetween(FIRST_DAY, MISSING[0] ?? '')
    expect(own.map((run) => run.length)).toEqual([before, days.length - before])
    const step = (points[1]?.x ?? 0) - (points[0]?.x ?? 0)
    days.forEach((day, index) => {
      const x = (points[0]?.x ?? 0) + daysBetween(FIRST_DAY, day) * step
      expect(Math.abs((points[index]?.x ?? 0) - x)).toBeLessThan(0.5)
    })
    const similar = chart.lines['similar']?.flat() ?? []
    expect(similar).toHaveLength(days.length)
    for (const { y } of similar) near(valueAt(chart, y), SIMILAR_VIEWS, chart)
  })

  it('have axes from zero, a tick at each Sunday, and name what they draw', async () => {
    const chart = await readChart(figure('Page views'))
    expect(chart.ticks[0]?.text).toBe('0')
    const first = chart.hovers[0]
    expect(chart.sundays).toHaveLength(WEEKS.length)
    chart.sundays.forEach((x, index) => {
      expect(Math.abs(x - (chart.hovers[index * 7]?.x ?? 0))).toBeLessThan(0.1)
    })
    expect(first?.text).toBe(`Sun 5 Apr 2026: Own ${String(viewsOf(FIRST_DAY))}, Similar 40`)
    expect(chart.labels.toSorted()).toEqual(['Own', 'Similar'])
    expect(chart.hovers[daysBetween(FIRST_DAY, MISSING[0] ?? '')]?.text).toBe(
      'Tue 12 May 2026: Own no number, Similar no number',
    )
  })

  it('shade the days whose numbers changed when they were asked again, and no others', async () => {
    const chart = await readChart(figure('Page views'))
    const firstOpen = addDays(TODAY, -COUNTED_DAYS)
    const start = chart.hovers[daysBetween(FIRST_DAY, firstOpen)]?.x ?? 0
    expect(Math.abs((chart.zone?.x ?? 0) - start)).toBeLessThan(0.1)
    const dayWidth = (chart.hovers[1]?.x ?? 0) - (chart.hovers[0]?.x ?? 0)
    expect((chart.zone?.width ?? 0) / dayWidth).toBeCloseTo(COUNTED_DAYS + 1, 1)
    expect(await figure('Page views').locator('tr', { hasText: 'not final' }).count()).toBe(COUNTED_DAYS + 1)
  })

  it('draw the weeks of the funnel as bars from zero and as rates', async () => {
    const seen = await readChart(figure('1. Seen'))
    expect(seen.bars).toHaveLength(WEEKS.length)
    const floor = seen.ticks[0]?.y ?? 0
    seen.bars.forEach(({ y, height }, index) => {
      near(valueAt(seen, y), impressionsOf(WEEKS[index] ?? ''), seen)
      expect(Math.abs(y + height - floor)).toBeLessThan(1)
    })
    const opened = await readChart(figure('2. Opened'))
    const rates = opened.lines['own']?.flat() ?? []
    expect(rates).toHaveLength(WEEKS.length)
    for (const { y } of rates) near(valueAt(opened, y), 10, opened)
  })

  it('have the same values in the table behind each', async () => {
    const table = figure('Page views').locator('details')
    expect(await table.locator('tbody').isVisible()).toBe(false)
    await table.locator('summary').click()
    expect(await table.locator('tbody').isVisible()).toBe(true)
    const cells = await table
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
      )
    const days = DAYS.filter((day) => viewsOf(day) !== null)
    expect(cells).toEqual(days.map((day) => [String(viewsOf(day)), String(SIMILAR_VIEWS)]))
  })

  it('are told to those who do not see them: a name and a description each', async () => {
    const told = await page.locator('svg.chart').evaluateAll((charts) =>
      charts.map((chart) => {
        const text = (attribute: string) =>
          document.getElementById(chart.getAttribute(attribute) ?? '')?.textContent ?? ''
        return [chart.getAttribute('role'), text('aria-labelledby'), text('aria-describedby')] as const
      }),
    )
    expect(told.length).toBeGreaterThan(10)
    for (const [role, name, description] of told) {
      expect(role).toBe('img')
      expect(name).not.toBe('')
      expect(description).toMatch(/^By (day|week), .+ between .+ and .+, last .+\.$/)
    }
    expect(
      await page.evaluate(() => new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)).size),
    ).toBe(await page.locator('[id]').count())
  })
})
