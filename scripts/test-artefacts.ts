import { appendFileSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * Keeps what a spawned program printed, a log or a database dump, for the search for leaked secrets that ends
 * every run of `npm test`. What a test captures itself never reaches the run's own output, so it belongs here.
 * Does nothing outside such a run.
 *
 * @param name - a file name; texts kept under the same name are put together.
 */
export function keepArtefact(name: string, text: string): void {
  const folder = process.env['TEST_ARTEFACTS_DIR']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, basename(name)), `${text}\n`)
}
