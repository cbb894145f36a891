import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../../../../scripts/find-chromium.ts'

const CHROMIUM = findChromium()

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Whether a browser is there. In CI a missing one is an error, elsewhere a notice. */
export function browserAvailable(): boolean {
  if (CHROMIUM !== undefined) return true
  const missing = 'no Chromium is installed (Debian: apt-get install chromium)'
  if (process.env['REQUIRE_BROWSER'] === '1' || process.env['CI']) throw new Error(missing)
  process.stderr.write(`\nNOTICE: the report is not looked at in a browser.\n  ${missing}\n\n`)
  return false
}

/** How a page is opened. */
export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
}

/** A browser with a profile of its own. */
export class TestBrowser implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-browser-'))
  #context: BrowserContext | undefined
  /** What pages asked for beside themselves, and was not refused by their own policy. */
  readonly requests = new Set<string>()
  /** What pages said on the console, and the dialogs that they opened. */
  readonly complaints: string[] = []

  /** Opens a report as a file, as its reader does. */
  async open(html: string, { colorScheme = 'light', width = 1100 }: PageOptions = {}): Promise<Page> {
    this.#context ??= await chromium.launchPersistentContext(join(this.#folder, 'profile'), {
      executablePath: CHROMIUM ?? '',
      headless: true,
      args: FLAGS,
    })
    const file = join(this.#folder, 'report.html')
    writeFileSync(file, html)
    const url = pathToFileURL(file).href
    const page = await this.#context.newPage()
    page.on('request', (request) => {
      // The icon that is none is a part of the page.
      if (request.url() !== url && !request.url().startsWith('data:')) this.requests.add(request.url())
    })
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText === 'csp') this.requests.delete(request.url())
    })
    page.on('console', (message) => this.complaints.push(message.text()))
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await page.goto(url)
    return page
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context?.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
