import { resolve } from 'node:path'
import { ConfigurationError, UsageError } from '../output/runner-error.ts'
import { type BrowserSurroundings, type FoundBrowser, findBrowser } from './find-browser.ts'
import { OTHER_WAYS } from './other-ways.ts'
import { whyNoWindow } from './screen-for-window.ts'

/**
 * The browser that was asked for, or the first that is found.
 *
 * @param given a path, as it was given.
 * @param cwd the folder that it starts from.
 * @throws ConfigurationError that names the other ways where no browser can be opened here; UsageError where nothing is
 *   at the path.
 */
export function browserToOpen(
  given: string | undefined,
  surroundings: BrowserSurroundings,
  cwd: string,
): FoundBrowser {
  const noWindow = whyNoWindow(surroundings)
  if (noWindow !== undefined) {
    throw new ConfigurationError(`no browser can be opened: ${noWindow}`, { hint: OTHER_WAYS })
  }
  if (given !== undefined) {
    const path = resolve(cwd, given)
    if (surroundings.exists(path)) return { name: 'the browser', path }
    throw new UsageError(
      `--browser: given ${JSON.stringify(given)}, allowed: the path of a browser's program`,
    )
  }
  const { browser, sandboxed } = findBrowser(surroundings)
  if (browser !== undefined) return browser
  const only =
    sandboxed.length === 0
      ? 'no Chrome, Chromium, Edge or Brave is installed here (--browser PATH names one that is not found)'
      : `only ${sandboxed.join(', ')} is installed here, in a sandbox out of which it cannot be driven`
  throw new ConfigurationError(`no browser can be opened: ${only}`, { hint: OTHER_WAYS })
}
