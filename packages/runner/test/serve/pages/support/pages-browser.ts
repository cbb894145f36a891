import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../../../../../scripts/find-chromium.ts'

const CHROMIUM = findChromium()

/** Whether a browser is there. In CI a missing one is an error, elsewhere a notice. */
export function browserAvailable(): boolean {
  if (CHROMIUM !== undefined) return true
  if (process.env['CI']) throw new Error('no Chromium is installed')
  process.stderr.write('\nNOTICE: pages are not looked at in a browser: no Chromium is installed\n\n')
  return false
}

/** A browser that looks at the pages of a service. */
export class PagesBrowser implements AsyncDisposable {
  #browser: Browser | undefined
  /** What pages said on the console, and what they asked of other servers. */
  readonly complaints: string[] = []

  /** A window of its own: nobody is signed in. */
  async window(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    this.#browser ??= await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    page.on('request', (request) => {
      const asked = request.url()
      if (!asked.startsWith(url) && !asked.startsWith('data:')) this.complaints.push(`asks ${asked}`)
    })
    page.on('console', (message) => this.complaints.push(message.text()))
    page.on('pageerror', (error) => this.complaints.push(error.message))
    return page
  }

  /** The same, signed in. */
  async signedIn(url: string, key: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.window(url, options)
    await page.goto(url)
    await page.getByLabel('API key').fill(key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/pages$/)
    return page
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser?.close()
  }
}

/** What axe finds wrong with a page for those who do not see it, or use no pointer: rules, and where they are broken. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return await page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe }
    const { violations, passes } = await checker.run(document)
    if (passes.length < 10) throw new Error('axe has hardly looked at anything')
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  })
}
