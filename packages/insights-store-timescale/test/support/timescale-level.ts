import { createTestDatabase, timescaleAvailable } from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'
import type { TimescaleLevel } from '../../src/store-context.ts'

/** The edition of the test server; `none` where there is no server. */
export async function timescaleLevel(): Promise<TimescaleLevel> {
  if (!timescaleAvailable()) return 'none'
  const database = await createTestDatabase()
  try {
    await using store = await openStore({ connection: database.url })
    return store.server.timescale.level
  } finally {
    await database.drop()
  }
}
