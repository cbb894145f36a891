import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserAvailable, type PageOptions, TestBrowser } from './support/browser.ts'
import { ACCOUNT, knownStore, TODAY } from './support/known-store.ts'
import { renderReport } from './support/rendered-report.ts'

describe.runIf(browserAvailable())('the page', () => {
  const browser = new TestBrowser()
  let html: string
  const open = (options?: PageOptions) => browser.open(html, options)
  beforeAll(async () => {
    await using store = await knownStore()
    html = await renderReport({ store, accounts: 'all', today: TODAY })
  })
  afterAll(() => browser[Symbol.asyncDispose]())

  it('asks for nothing, complains of nothing, and is styled', async () => {
    const page = await open()
    expect([...browser.requests]).toEqual([])
    expect(browser.complaints).toEqual([])
    const width = await page.locator('main').evaluate((main) => getComputedStyle(main).maxWidth)
    expect(width).toBe('992px')
  })

  it('lets nothing run or load, even what somebody put into it', async () => {
    const page = await open()
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:9/a.png">')
      const script = document.createElement('script')
      script.textContent = 'document.title = "taken over"'
      document.body.append(script)
    })
    await page.waitForTimeout(200)
    expect(await page.title()).toContain('Airbnb insights')
    expect([...browser.requests]).toEqual([])
    expect(
      browser.complaints.filter((text) => text.includes('Content Security Policy')).length,
    ).toBeGreaterThan(1)
  })

  it.each(['light', 'dark'] as const)(
    'has texts and drawings of enough contrast in the %s theme',
    async (colorScheme) => {
      const page = await open({ colorScheme })
      const contrasts = await page.evaluate(() => {
        const style = getComputedStyle(document.documentElement)
        const channels = (name: string) => {
          const hex = style.getPropertyValue(name).trim().slice(1)
          return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
        }
        const luminance = (name: string) => {
          const [red = 0, green = 0, blue = 0] = channels(name).map((value) =>
            value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
          )
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue
        }
        const pairs = [
          ...['--ink', '--muted', '--own', '--similar', '--up', '--down'].map((name) => [name, '--paper']),
          ...['--ink', '--muted'].map((name) => [name, '--card']),
          ['--warn', '--warn-paper'],
        ] as const
        return pairs.map(([name = '', behind = '']) => {
          const [dark = 0, light = 0] = [luminance(behind), luminance(name)].sort((one, other) => one - other)
          return { name: `${name} on ${behind}`, contrast: (light + 0.05) / (dark + 0.05) }
        })
      })
      expect(contrasts).toHaveLength(9)
      for (const { name, contrast } of contrasts) expect(contrast, name).toBeGreaterThan(4.5)
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      expect(paper).toBe(colorScheme === 'dark' ? 'rgb(20, 24, 26)' : 'rgb(253, 253, 252)')
      const bar = page.locator('.weeks-chart .own').first()
      expect(await bar.evaluate((one) => getComputedStyle(one).fill)).toBe(
        colorScheme === 'dark' ? 'rgb(88, 196, 201)' : 'rgb(10, 108, 116)',
      )
    },
  )

  it('tells what grows, what is taken and what is similar without colours: hollow, hatched, a dash', async () => {
    const page = await open()
    const styleOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => {
          const { fill, fillOpacity, stroke, strokeDasharray } = getComputedStyle(one)
          return { fill, fillOpacity, stroke, strokeDasharray }
        })
    const [own, growing, taken, similar] = await Promise.all(
      ['own', 'growing', 'taken', 'similar'].map((name) => styleOf(`section.picture .${name}`)),
    )
    expect(own).toMatchObject({ fillOpacity: '1', stroke: 'none' })
    expect(growing?.fill).toBe(own?.fill)
    expect(growing?.strokeDasharray).not.toBe('none')
    expect(Number(growing?.fillOpacity)).toBeLessThan(0.5)
    expect(taken?.fill).toContain('#hatching')
    expect(similar?.fill).toBe('none')
  })

  it('prints dark on white, charts whole and without the tables behind them', async () => {
    const page = await open({ colorScheme: 'dark' })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(paper).toBe('rgb(255, 255, 255)')
    expect(await page.locator('details').first().isVisible()).toBe(false)
    expect(await page.locator('section.picture').first().isVisible()).toBe(true)
    expect(await page.locator('svg.chart').first().isVisible()).toBe(true)
    const breaks = await page
      .locator('figure')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).breakInside))
    expect(new Set(breaks)).toEqual(new Set(['avoid']))
    const pdf = await page.pdf({ format: 'A4' })
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThanOrEqual(3)
    expect(pages).toBeLessThanOrEqual(12)
  })

  it('says in a line what each of its parts shows, and how the calendar picture is read', async () => {
    const page = await open()
    const parts = await page.locator('section.part').evaluateAll((all) =>
      all.map((one) => {
        const heading = one.querySelector('h3')
        return [heading?.textContent, heading?.nextElementSibling?.className]
      }),
    )
    expect(parts).toEqual(
      [
        'Nights ahead',
        'Since the last look',
        'Week by week',
        'All listings',
        'Biggest movers',
        'Freshness and gaps',
        'Last runs',
      ].map((title) => [title, 'lead']),
    )
    const key = page.locator('.picture-key')
    expect(await key.locator('h4').textContent()).toBe('How to read this')
    expect(await key.locator('li svg').count()).toBe(6)
  })

  it('is read on a phone: five weeks side by side, and no text is too small', async () => {
    const page = await open({ width: 400 })
    const tops = await page
      .locator('section.picture')
      .first()
      .locator('.weeks > li')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)))
    expect(tops).toHaveLength(13)
    const rows = [...new Set(tops)].map((top) => tops.filter((one) => one === top).length)
    expect(rows).toEqual([5, 5, 3])
    const sizes = await page.locator('svg.chart:visible text:visible').evaluateAll((texts) =>
      texts.map((text) => {
        const svg = text.closest('svg')
        const scale = (svg?.getBoundingClientRect().width ?? 0) / (svg?.viewBox.baseVal.width ?? 1)
        return Number.parseFloat(getComputedStyle(text).fontSize) * scale
      }),
    )
    expect(sizes.length).toBeGreaterThan(20)
    expect(Math.min(...sizes)).toBeGreaterThan(8.5)
  })

  it('has on a phone how each account stands without a move sideways, and ids on one line', async () => {
    await using store = await knownStore()
    const ids = [ACCOUNT, '1310000042']
    await store.accounts.upsert({ accountId: ids[1] ?? '', cookie: 'x', clientVersion: 'x', userAgent: 'x' })
    const page = await browser.open(await renderReport({ store, accounts: ids, today: TODAY }), {
      width: 400,
    })
    const table = page.locator('table.accounts')
    const lines = await table
      .locator('tbody th a')
      .evaluateAll((links) => links.map((link) => [link.textContent, link.getClientRects().length]))
    expect(lines).toEqual(ids.map((id) => [id, 1]))
    const heads = await table
      .locator('thead th')
      .evaluateAll((all) =>
        all.map((head): [string, number] => [head.textContent, head.getBoundingClientRect().right]),
      )
    expect(heads.filter(([, right]) => right <= 400 - 16).map(([name]) => name)).toEqual([
      'Account',
      'Needs a hand',
      'Page views, nights ahead',
      'Against similar',
      'New page views',
      'Nights booked last week',
    ])
    // The rest is moved to; whose row it is stays in sight.
    const row = table.locator('tbody tr').first().locator('th, td')
    await table.evaluate((element) => element.parentElement?.scrollTo(1000, 0))
    const boxes = [await row.first().boundingBox(), await row.last().boundingBox()]
    expect(Math.round(boxes[0]?.x ?? 0)).toBe(16)
    expect(Math.round((boxes[1]?.x ?? 0) + (boxes[1]?.width ?? 0))).toBe(400 - 16)
  })
})
