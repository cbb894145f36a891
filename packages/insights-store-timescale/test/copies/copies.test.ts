import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase, timescaleAvailable } from '../../../../scripts/test-database.ts'
import { COPIED_TABLES, FILLED_BY_MIGRATIONS } from '../../src/copies/copied-tables.ts'
import { isDamagedBackupError, isTargetNotEmptyError, isUnfinishedMoveError } from '../../src/errors.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import { freshPglite } from '../support/fresh-pglite.ts'
import { TEST_KEY } from '../support/describe-stores.ts'

const closers: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closers.toReversed()) await close()
})

const KINDS = timescaleAvailable() ? (['embedded', 'timescale', 'plain'] as const) : (['embedded'] as const)
type Kind = 'embedded' | 'timescale' | 'plain'

/** An empty database; without keys, as a copy needs none. */
async function openEmpty(kind: Kind, schema = 'airbnb'): Promise<Store> {
  let connection
  if (kind === 'embedded') {
    const pglite = await freshPglite()
    closers.push(() => pglite.close())
    connection = { pglite }
  } else {
    const database: TestDatabase = await createTestDatabase({ timescale: kind === 'timescale' })
    closers.push(() => database.drop())
    connection = database.url
  }
  const store = await openStore({ connection, schema, allowPlaintextCredentials: true })
  closers.push(() => store.close())
  return store
}

/** A store with rows in every table, and with what is hard to copy in them. */
async function openFull(kind: Kind, schema = 'airbnb'): Promise<Store> {
  const bare = await openEmpty(kind, schema)
  const connection = bare.driver.kind === 'embedded' ? { pglite: bare.driver.pglite as never } : (bare.driver.pool as never)
  const store = await openStore({ connection, schema, credentialKeys: [TEST_KEY] })
  closers.push(() => store.close())
  await store.migrate()
  await store.accounts.add({ accountId: '1', cookie: 'a=b', xClientVersion: 'v', userAgent: 'u' } as never)
  return store
}

describe('copies', () => {
  it.each(KINDS)('%s: a schema just migrated has rows in no other table than is expected', async (kind) => {
    const store = await openEmpty(kind)
    await store.migrate()
    const filled: string[] = []
    for (const { table } of COPIED_TABLES) {
      const { rows } = await sql`SELECT FROM ${sql.id('airbnb', table)} LIMIT 1`.execute(store.db)
      if (rows.length > 0) filled.push(table)
    }
    expect(filled).toEqual([...FILLED_BY_MIGRATIONS])
  })
  void openFull
  void isDamagedBackupError
  void isTargetNotEmptyError
  void isUnfinishedMoveError
})
