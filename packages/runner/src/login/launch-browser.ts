import type { BrowserContext } from 'playwright-core'
import { ConfigurationError } from '../output/runner-error.ts'
import type { FoundBrowser } from './find-browser.ts'
import { OTHER_WAYS } from './other-ways.ts'

/** What a tool for tests switches off, and a person who signs in at a real site should have. */
const TEST_SWITCHES = [
  '--enable-automation',
  '--disable-popup-blocking',
  '--disable-hang-monitor',
  '--disable-ipc-flooding-protection',
  '--disable-prompt-on-repost',
  '--unsafely-disable-devtools-self-xss-warnings',
]

/**
 * Starts a browser with a window, on the given profile.
 *
 * @throws ConfigurationError that says why it does not start.
 */
export async function launchBrowser({ name, path }: FoundBrowser, profile: string): Promise<BrowserContext> {
  // Loaded only now: no other command needs it.
  const { chromium } = await import('playwright-core')
  let context: BrowserContext
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: path,
      headless: false,
      timeout: 60_000,
      chromiumSandbox: true,
      ignoreDefaultArgs: TEST_SWITCHES,
      // Ctrl-C is handled where the profile is deleted, too.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // The window and its looks are the person's affair.
      viewport: null,
      colorScheme: null,
      reducedMotion: null,
      forcedColors: null,
      contrast: null,
      acceptDownloads: false,
    })
  } catch (error) {
    throw new ConfigurationError(`${name} (${path}) did not start${whyNot(String(error))}`, {
      hint: OTHER_WAYS,
      cause: error,
    })
  }
  // Without a listener dialogs would be answered before anybody saw them.
  context.on('dialog', () => {})
  return context
}

function whyNot(message: string): string {
  if (/[Rr]unning as root without --no-sandbox/.test(message)) {
    return ': browsers do not run as root. Run this as the user of the desktop'
  }
  if (/Missing X server|cannot open display|Failed to connect to Wayland|ozone/i.test(message)) {
    return ': it found no screen'
  }
  return ''
}
