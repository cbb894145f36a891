import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserAvailable, TestBrowser } from './support/browser.ts'
import { HOSTILE_NAME, knownStore, RTL_NAME, TODAY } from './support/known-store.ts'
import { renderReport } from './support/rendered-report.ts'

describe.runIf(browserAvailable())('names of listings are texts', () => {
  const browser = new TestBrowser()
  let html: string
  let page: Page
  beforeAll(async () => {
    await using store = await knownStore()
    html = await renderReport({ store, accounts: 'all', today: TODAY })
    page = await browser.open(html)
  })
  afterAll(() => browser[Symbol.asyncDispose]())

  it('with markup in them they make no element, and nothing of them runs', async () => {
    expect(await page.title()).toBe('Airbnb insights, 14 Dec 2025 – 12 Sep 2026')
    expect(await page.locator('script, img, body ~ *').count()).toBe(0)
    expect(await page.locator('style').count()).toBe(1)
    const headings = await page.locator('section.listing h3').allTextContents()
    expect(headings.some((heading) => heading.startsWith(HOSTILE_NAME.slice(0, 60)))).toBe(true)
    expect(browser.complaints).toEqual([])
  })

  it('however long, they are cut, and no page gets wider than its window', async () => {
    const headings = await page.locator('section.listing h3').allTextContents()
    for (const heading of headings) expect(heading.length).toBeLessThan(100)
    for (const width of [1100, 400, 320]) {
      const narrow = await browser.open(html, { width })
      expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await narrow.close()
    }
  })

  it('written from right to left, they turn nothing around them', async () => {
    const heading = page.locator('section.listing h3', { hasText: RTL_NAME })
    expect(await heading.evaluate((one) => getComputedStyle(one).direction)).toBe('ltr')
    expect(await heading.locator('bdi').textContent()).toBe(RTL_NAME)
  })
})
