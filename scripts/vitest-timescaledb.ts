import { type Borrowed, borrowTimescale } from './borrowed-timescaledb.ts'
import { dropAbandonedTestDatabases } from './test-database.ts'

/** What this project's set-up borrowed, for its teardown: vitest calls the two as a pair. */
let borrowed: Borrowed | undefined

/**
 * vitest's globalSetup of every project that wants a real TimescaleDB. Afterwards `TEST_DATABASE_URL` is set for
 * the tests, or it is not and a notice says why their TimescaleDB suites are left out. `REQUIRE_TIMESCALEDB=1`
 * (as CI sets it) makes that an error.
 *
 * A server that this starts is only borrowed: it stops when the last test run on this checkout ends.
 */
export async function setup(): Promise<void> {
  // Several projects ask for it in one run: the first answer holds for all.
  if (process.env['TEST_DATABASE_URL'] || process.env['TIMESCALEDB_LEFT_OUT']) return
  borrowed = await borrowTimescale()
  if ('reason' in borrowed) {
    if (process.env['REQUIRE_TIMESCALEDB'] === '1') {
      throw new Error(`REQUIRE_TIMESCALEDB=1, but there is none: ${borrowed.reason}`)
    }
    process.env['TIMESCALEDB_LEFT_OUT'] = borrowed.reason
    process.stderr.write(
      `\nNOTICE: no TimescaleDB here, its suites are left out (PGlite's are run).\n  ${borrowed.reason}\n\n`,
    )
    return
  }
  process.env['TEST_DATABASE_URL'] = borrowed.url
  // The script works here, so that tests can have a server to stop and start as well.
  process.env['TIMESCALEDB_BORROWED'] = '1'
  await dropAbandonedTestDatabases(borrowed.url)
}

export async function teardown(): Promise<void> {
  if (borrowed === undefined || 'reason' in borrowed) return
  delete process.env['TEST_DATABASE_URL']
  await borrowed.giveBack()
}
