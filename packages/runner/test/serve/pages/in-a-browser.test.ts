import { readFile } from 'node:fs/promises'
import { sessionCookies } from 'airbnb-insights-client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWorkbook } from '../../support/read-workbook.ts'
import { syncAll } from '../../support/sync-bench.ts'
import { simulatedAccount } from '../http/support/account-of.ts'
import { type InProcessService, startInProcess } from '../http/support/in-process-service.ts'
import { copiedRequest } from './support/copied-request.ts'
import { browserAvailable, PagesBrowser, violationsOf } from './support/pages-browser.ts'

const WIDTHS = [1280, 400]

describe.runIf(browserAvailable())('a host with a browser alone', () => {
  const browser = new PagesBrowser()
  let service: InProcessService
  let page: Page
  const accountOf = () => simulatedAccount({ service } as never, 0)
  beforeAll(async () => {
    service = await startInProcess({ simulator: { accounts: 1 } })
    page = await browser.signedIn(service.url, service.keys.admin, {
      locale: 'en-GB',
      timezoneId: 'Asia/Tokyo',
    })
  })
  afterAll(async () => {
    await browser[Symbol.asyncDispose]()
    await service[Symbol.asyncDispose]()
  })

  it('adds an account by what was copied, after having seen what is in it', async () => {
    await page.getByRole('link', { name: 'Add an account' }).first().click()
    await page.getByLabel('What you have copied').fill('what is this')
    await page.getByRole('button', { name: 'See what is in it' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('Nothing was stored.')
    expect(await page.getByLabel('What you have copied').inputValue()).toBe('')

    await page.getByLabel('What you have copied').fill(copiedRequest(accountOf()))
    await page.getByRole('button', { name: 'See what is in it' }).click()
    const { accountId } = accountOf()
    expect(await page.locator('legend').textContent()).toBe(`New account ${accountId}`)
    expect(await service.store.accounts.get(accountId)).toBeUndefined()
    expect(await violationsOf(page)).toEqual([])
    await page.getByLabel('What you call it').fill('Lakeside <b>flats</b>')
    await page.getByRole('button', { name: 'Store' }).click()
    await page.waitForURL(/\/pages\/runs\//)
    expect((await service.store.accounts.get(accountId))?.name).toBe('Lakeside <b>flats</b>')
    const stored = await service.store.accounts.credentials(accountId)
    expect(stored?.clientVersion).toBe(accountOf().credentials.clientVersion)
    expect(stored?.cookie === sessionCookies(accountOf().credentials.cookie)).toBe(true)
  })

  it('watches its first sync without loading the page anew', async () => {
    expect(await page.locator('[role=status]').textContent()).toBe('waiting to begin')
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(1)
    await page.evaluate(() => Object.assign(window, { same: true }))
    await syncAll(service.store, service.simulator)
    await page.locator('[role=status]', { hasText: 'complete' }).waitFor()
    expect(await page.locator('[role=status]').textContent()).toBe('complete: 3 of 3 listings')
    expect(await page.locator('[data-part=listings] tbody tr').count()).toBe(3)
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0)
    expect(await page.evaluate(() => Reflect.get(window, 'same'))).toBe(true)
    expect(await page.title()).toContain('complete: sync of 15 Jun 2026')
  })

  it('reads instants by the own clock, and in UTC where no script runs', async () => {
    await page.goto(`${service.url}/pages`)
    expect(await page.locator('.lead time').textContent()).toBe('16 Jun 2026, 14:00')
    expect(await page.locator('.lead time').getAttribute('title')).toBe('16 Jun 2026, 05:00 UTC')
    const unscripted = await browser.signedIn(service.url, service.keys.admin, {
      javaScriptEnabled: false,
      locale: 'en-GB',
    })
    expect(await unscripted.locator('.lead time').textContent()).toBe('16 Jun 2026, 05:00 UTC')
  })

  it('reads the nights ahead, and each listing on a page of its own', async () => {
    await page.goto(`${service.url}/pages`)
    await page.getByRole('table').getByRole('link', { name: 'Lakeside <b>flats</b>' }).click()
    await page.getByRole('heading', { name: 'Nights ahead' }).waitFor()
    expect(await page.locator('section.picture').count()).toBe(3)
    expect(await page.locator('b').count()).toBe(0)
    await page.locator('section.picture a').first().click()
    await page.getByRole('heading', { name: 'Week by week' }).waitFor()
    expect(await page.locator('section.picture').count()).toBe(1)
  })

  it('takes the numbers away as a spreadsheet whose ids are whole', async () => {
    await page.goto(`${service.url}/pages/accounts/${accountOf().accountId}`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Spreadsheet' }).click(),
    ])
    const { accountId } = accountOf()
    expect(download.suggestedFilename()).toBe(`insights-${accountId}.xlsx`)
    const sheets = await readWorkbook(await readFile(await download.path()))
    expect(sheets.map(({ name }) => name)).toEqual([
      'chart_query',
      'chart_summary',
      'list_of_metrics',
      'columns',
    ])
    const [listing] = await service.store.listings.list(accountId)
    expect(sheets[0]?.rows[0]).toMatchObject({ airbnb_listing_id: listing?.listingId })
  })

  it('disables an account and enables it again, with the keyboard', async () => {
    await page.getByRole('button', { name: 'Disable' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Enable' }).waitFor()
    expect((await service.store.accounts.get(accountOf().accountId))?.isActive).toBe(false)
    await page.getByRole('button', { name: 'Enable' }).press('Space')
    await page.getByRole('button', { name: 'Sync now' }).waitFor()
    expect((await service.store.accounts.get(accountOf().accountId))?.isActive).toBe(true)
  })

  it('asks for a sync and cancels it', async () => {
    await page.getByRole('button', { name: 'Sync now' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('[role=status]', { hasText: 'cancelled' }).waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('[role=status]', { hasText: 'waiting to go on' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('[role=status]', { hasText: 'cancelled' }).waitFor()
    const [run] = await service.store.runs.list({ accountId: accountOf().accountId, limit: 1 })
    expect(run).toMatchObject({ status: 'cancelled', nextAttemptAt: null })
  })

  it.each(WIDTHS)(
    'finds nothing in its way on any page, %s pixels wide, light or dark',
    async (width) => {
      const { accountId } = accountOf()
      const [listing] = await service.store.listings.list(accountId)
      const [run] = await service.store.runs.list({ accountId, limit: 1 })
      const places = [
        '/pages',
        `/pages/accounts/${accountId}`,
        `/pages/accounts/${accountId}/listings/${listing?.listingId ?? ''}`,
        `/pages/runs/${run?.runId ?? ''}`,
        '/pages/add-account',
        '/pages/status',
        '/pages/nowhere',
      ]
      for (const colorScheme of ['light', 'dark'] as const) {
        const viewport = { width, height: 900 }
        const out = await browser.window(service.url, { viewport, colorScheme })
        await out.goto(`${service.url}/pages/sign-in`)
        expect(await violationsOf(out)).toEqual([])
        const looking = await browser.signedIn(service.url, service.keys.admin, { viewport, colorScheme })
        for (const place of [...places, 'what was found']) {
          if (place.startsWith('/')) await looking.goto(`${service.url}${place}`)
          else await lookAtWhatWasFound(looking)
          expect({ place, violations: await violationsOf(looking) }).toEqual({ place, violations: [] })
          expect(await looking.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
            width,
          )
          if (process.env['SHOTS']) {
            const name = `${place.split('/').slice(0, 3).join('-').replace(/^-/, '')}-${place.split('/').length}`
            await looking.screenshot({
              path: `${process.env['SHOTS']}/${name}-${width}-${colorScheme}.png`,
              fullPage: true,
            })
          }
        }
        await looking.context().close()
        await out.context().close()
      }
    },
    240_000,
  )

  /** Pastes a session that is known and one that is new. */
  async function lookAtWhatWasFound(looking: Page): Promise<void> {
    const known = copiedRequest(accountOf())
    await looking.goto(`${service.url}/pages/add-account`)
    await looking
      .getByLabel('What you have copied')
      .fill(`${known}\n\n${known.replaceAll(accountOf().accountId, '310000099')}`)
    await looking.getByRole('button', { name: 'See what is in it' }).click()
    await looking.getByRole('heading', { name: 'What was found' }).waitFor()
    expect(await looking.locator('fieldset').count()).toBe(2)
  }

  it('sees and cannot change with a key for reading', async () => {
    const reading = await browser.signedIn(service.url, service.keys.read)
    await reading.getByRole('table').getByRole('link').first().click()
    expect(await reading.getByRole('button').allTextContents()).toEqual(['Sign out'])
    await reading.getByRole('button', { name: 'Sign out' }).click()
    await reading.getByLabel('API key').waitFor()
  })

  it('meets no complaint of the browser and no other server', () => {
    const expected = /Failed to load resource: .* (?:400|404) /
    expect(browser.complaints.filter((text) => !expected.test(text))).toEqual([])
  })
})
