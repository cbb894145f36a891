import { startSimulator } from 'airbnb-insights-client/simulator'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { browserAvailable, PagesBrowser } from '../../test/serve/pages/support/pages-browser.ts'
import { ADMIN_KEY } from './service-world.ts'
import { SpawnedService } from './spawned-service.ts'

const ACCOUNT = '310000061'
const LISTINGS = 3

describe.runIf(browserAvailable())('a host with a browser alone, and the service as it is installed', () => {
  const folder = new CliFolder()
  const browser = new PagesBrowser()
  let simulator: Awaited<ReturnType<typeof startSimulator>>
  let service: SpawnedService
  let page: Page
  const start = (args: readonly string[] = []) =>
    SpawnedService.start({
      args,
      cwd: folder.path,
      env: {
        SERVICE_KEYS: `admin:${ADMIN_KEY}`,
        AIRBNB_BASE_URL: simulator.url,
        AIRBNB_MIN_INTERVAL_MS: '0',
        LOOKBACK_WEEKS: '3',
      },
    })
  beforeAll(async () => {
    simulator = await startSimulator({
      accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
      latencyMs: 20,
    })
    service = await start()
    page = await browser.signedIn(service.url, ADMIN_KEY)
  })
  afterAll(async () => {
    await browser[Symbol.asyncDispose]()
    await service[Symbol.asyncDispose]()
    await simulator.close()
    folder[Symbol.dispose]()
  })

  const paste = async () => {
    const [account] = simulator.accounts
    if (account === undefined) throw new Error('the simulator has no account')
    await page.goto(`${service.url}/pages/add-account`)
    await page.getByLabel('What you have copied').fill(curlCommand(account.credentials))
    await page.getByRole('button', { name: 'See what is in it' }).click()
  }
  const status = (text: string) => page.locator('[role=status]', { hasText: text })

  test('adds an account and sees its first sync carried out', async () => {
    await paste()
    await page.getByRole('button', { name: 'Store' }).click()
    await page.waitForURL(/\/pages\/runs\//)
    await page.evaluate(() => Object.assign(window, { same: true }))
    await status(`complete: ${String(LISTINGS)} of ${String(LISTINGS)} listings`).waitFor()
    expect(await page.evaluate(() => Reflect.get(window, 'same'))).toBe(true)
    expect(await page.locator('[data-part=listings] tbody tr td.well').count()).toBe(LISTINGS)
  })

  test('reads the nights ahead', async () => {
    await page.locator('.crumbs a').last().click()
    await page.getByRole('heading', { name: 'Nights ahead' }).waitFor()
    expect(await page.locator('section.picture').count()).toBe(LISTINGS)
    expect(await page.locator('.well').first().textContent()).toBe('session works')
  })

  test('is told that the session has ended, renews it, and the next sync is whole', async () => {
    simulator.addFault({ kind: 'session_expired', times: 1 })
    await page.getByRole('button', { name: 'Sync now' }).click()
    await status('the session had expired').waitFor()
    await paste()
    expect(await page.locator('legend').textContent()).toBe(`Known account ${ACCOUNT}`)
    await page.getByRole('button', { name: 'Renew' }).click()
    await status('complete').waitFor()
  })

  test('stays signed in where the service is started anew, and is shown the progress again', async () => {
    const { port } = new URL(service.url)
    expect(await service.end()).toBe(0)
    service = await start(['--port', port])
    await page.goto(`${service.url}/pages/accounts/${ACCOUNT}`)
    await page.getByRole('button', { name: 'Sync now' }).click()
    await status('complete').waitFor()
    expect(browser.complaints).toEqual([])
  })
})
