import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The programs that Debian, Ubuntu and Google call their Chromium. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The path of an installed Chromium, `CHROMIUM` before all others, or nothing.
 *
 * @throws Error when `REQUIRE_CHROMIUM=1` (as CI sets it) and there is none.
 */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const installed = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const found = [process.env['CHROMIUM'], ...installed].find((path) => path && existsSync(path))
  if (!found && process.env['REQUIRE_CHROMIUM'] === '1') {
    throw new Error(`REQUIRE_CHROMIUM=1, but none of ${NAMES.join(', ')} is installed`)
  }
  return found
}
