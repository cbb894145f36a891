import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of an installed Prometheus server, or nothing.
 *
 * @throws Error when `REQUIRE_PROMETHEUS=1` (as CI sets it) and there is none.
 */
export function findPrometheus(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.map((folder) => join(folder, 'prometheus')).find((path) => existsSync(path))
  if (!found && process.env['REQUIRE_PROMETHEUS'] === '1') {
    throw new Error('REQUIRE_PROMETHEUS=1, but prometheus is not installed')
  }
  return found
}
