import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/test-database.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import { ACCOUNT, accountInput, OTHER_ACCOUNT } from '../samples/sample-account.ts'

const NOTHING_MORE = '999'

let database: TestDatabase
let store: Store
let other: Store
const told: (string | null)[] = []
const leave = new AbortController()
let listening: Promise<void>

beforeAll(async () => {
  database = await createTestDatabase({ timescale: false })
  const open = (schema: string) =>
    openStore({ connection: database.url, schema, allowPlaintextCredentials: true })
  ;[store, other] = await Promise.all([open('airbnb'), open('Other "one"')])
  await store.migrate()
  await other.migrate()
  listening = store.operator.listen({ signal: leave.signal, onChange: (accountId) => told.push(accountId) })
  await vi.waitUntil(() => told.length === 1)
})
afterAll(async () => {
  leave.abort()
  await listening
  await Promise.all([store, other].map((opened) => opened.close()))
  await database.drop()
})

/** What was told since the last time. An account that is made last of all says that there is no more to come. */
async function toldSince(): Promise<(string | null)[]> {
  await store.accounts.upsert(accountInput(NOTHING_MORE))
  await expect.poll(() => told.at(-1)).toBe(NOTHING_MORE)
  const since = told.splice(0)
  return since.slice(0, -1)
}

test('an account that is made, changed, judged, removed or purged is told, and that of another schema is not', async () => {
  expect(told.splice(0)).toEqual([null])
  await store.accounts.upsert(accountInput())
  await other.accounts.upsert(accountInput(OTHER_ACCOUNT))
  expect(await toldSince()).toEqual([ACCOUNT])
  await store.accounts.update(ACCOUNT, { isActive: false })
  await store.accounts.markCredentials(ACCOUNT, 'expired', { ifVersion: 1 })
  await store.accounts.remove(ACCOUNT)
  await store.accounts.remove(ACCOUNT, { purge: true })
  expect(await toldSince()).toEqual([ACCOUNT, ACCOUNT, ACCOUNT, ACCOUNT])
})

test('what a sync writes again and again is no change', async () => {
  await store.accounts.upsert(accountInput())
  await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion: 1 })
  expect(await toldSince()).toEqual([ACCOUNT, ACCOUNT])
  await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion: 1, rotatedCookie: 'a=b' })
  await store.accounts.update(ACCOUNT, { isActive: true })
  await sql`UPDATE ${sql.id('airbnb', 'accounts')} SET last_sync_at = now()`.execute(store.db)
  expect(await toldSince()).toEqual([])
})

test('after a lost connection any account may have changed, and what somebody else says is left out', async () => {
  told.splice(0)
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query LIKE 'LISTEN %' AND datname = current_database()`.execute(store.db)
  await expect.poll(() => told).toEqual([null])
  await sql`SELECT pg_notify('airbnb_insights_accounts', 'no json')`.execute(store.db)
  await other.accounts.update(OTHER_ACCOUNT, { isActive: false })
  expect(await toldSince()).toEqual([null])
})
