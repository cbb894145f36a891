import { chmodSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../../scripts/find-chromium.ts'

const CHROMIUM = findChromium()

/** Whether a browser is there. In CI a missing one is an error, elsewhere a notice. */
export function browserAvailable(): boolean {
  if (CHROMIUM !== undefined) return true
  process.stderr.write(
    '\nNOTICE: signing in is not tried out in a browser: no Chromium is installed (Debian: apt-get install chromium)\n\n',
  )
  return false
}

/** What stands in for a desktop: a screen that is named, and a folder of temporary files of its own. */
export const desktopOf = (folder: string): Record<string, string> => ({ DISPLAY: ':99', TMPDIR: folder })

/**
 * Writes a program that is a browser without a window and takes a second hand on it: what the test does there is what a
 * person would do.
 *
 * @returns its path, for `--browser`.
 */
export function windowlessBrowser(folder: string): string {
  const path = join(folder, 'browser')
  writeFileSync(
    path,
    `#!/bin/sh
printf '%s\\n' "$@" > '${join(folder, 'browser-arguments')}'
exec '${CHROMIUM ?? ''}' --headless=new --no-sandbox --disable-gpu --remote-debugging-port=0 "$@"
`,
  )
  chmodSync(path, 0o755)
  return path
}

/** The profiles among the temporary files. */
export const profilesIn = (folder: string): string[] => globSync('airbnb-insights-login-*', { cwd: folder })

/** Somebody in front of the browser that the command opened. */
export class PersonAtBrowser implements AsyncDisposable {
  readonly page: Page
  readonly #browser: Browser

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser
    this.page = page
  }

  /** Sits down once the browser shows its sign-in page. */
  static async sitDown(folder: string): Promise<PersonAtBrowser> {
    const browser = await appearing(() => connectedIn(folder))
    const page = await appearing(() => {
      const [first] = browser.contexts()[0]?.pages() ?? []
      return first?.url().includes('/login') === true ? first : undefined
    })
    return new PersonAtBrowser(browser, page)
  }

  /** Fills in the form that is shown, and sends it. */
  async fillIn(form: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(form)) await this.page.fill(`input[name=${name}]`, text)
    await this.page.click('button[type=submit]')
  }

  /** Lets go of the browser, which goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}

/** Waits until there is something. */
async function appearing<Value>(look: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  const until = Date.now() + 30_000
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > until) throw new Error('no browser was opened at the sign-in page, or none went away')
    await wait(100)
  }
}

/** Waits until no browser is open any more: that of a killed command takes a moment to notice. */
export async function browserGone(folder: string): Promise<void> {
  await appearing(async () => {
    const browser = await connectedIn(folder)
    await browser?.close()
    return browser === undefined ? true : undefined
  })
}

/** The browser that is open; a killed one leaves the number of its port behind. */
async function connectedIn(folder: string): Promise<Browser | undefined> {
  for (const file of globSync('airbnb-insights-login-*/DevToolsActivePort', { cwd: folder })) {
    const [port] = readFileSync(join(folder, file), 'utf8').split('\n')
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port ?? ''}`).catch(() => undefined)
    if (browser !== undefined) return browser
  }
  return undefined
}
