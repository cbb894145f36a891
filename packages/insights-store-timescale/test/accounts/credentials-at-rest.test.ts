import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { TableName } from '../../src/database.ts'
import { isPlaintextCredentialsError } from '../../src/errors.ts'
import { tableIn } from '../../src/store-context.ts'
import { TABLES } from '../../src/tables.ts'
import { heldRun, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, accountInput, addAccount, cookieOf } from '../samples/sample-account.ts'
import { listingRows } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  test('no table holds a cookie in plaintext after all that may write one', async () => {
    const store = await open()
    const { lease, runId } = await heldRun(store)
    await store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
    await store.commitListing({
      lease,
      runId,
      scrapeDay: SCRAPE_DAY,
      listing: listingNames(),
      window: { start: '2025-06-01', end: '2025-06-28' },
      baseDay: null,
      rows: listingRows(3),
      requests: 4,
      credentials: { cookie: cookieOf(ACCOUNT, 3), ifVersion: 2 },
    })
    const stored = (await store.accounts.credentials(ACCOUNT))?.cookie
    expect(stored === cookieOf(ACCOUNT, 3)).toBe(true)
    for (const table of Object.keys(TABLES) as TableName[]) {
      const { rows } = await sql<{ found: number }>`
        SELECT count(*)::int AS found FROM ${tableIn(store.schema, table)} AS row
        WHERE row::text LIKE '%simsecret%'`.execute(store.db)
      expect({ table, ...rows[0] }).toEqual({ table, found: 0 })
    }
  })

  test('accounts are shown without their cookies', async () => {
    const store = await open({ credentialKeys: [], allowPlaintextCredentials: true })
    const account = await addAccount(store)
    const shown = JSON.stringify([account, await store.accounts.list(), await store.accounts.get(ACCOUNT)])
    expect(shown.includes('simsecret')).toBe(false)
    expect(account.cookieKeyId).toBeNull()
  })

  test('without a key nothing is stored, neither a new account nor a changed one', async () => {
    const keyless = await open({ credentialKeys: [] })
    const refusal = await keyless.accounts.upsert(accountInput()).catch((failure: unknown) => failure)
    expect(isPlaintextCredentialsError(refusal)).toBe(true)
    expect(await keyless.accounts.list({ includeDeleted: true })).toEqual([])

    const keyed = await open({ keepData: true })
    await addAccount(keyed)
    const change = { cookie: cookieOf(ACCOUNT, 2), isActive: false }
    const error = await keyless.accounts.update(ACCOUNT, change).catch((failure: unknown) => failure)
    expect(isPlaintextCredentialsError(error)).toBe(true)
    expect(await keyed.accounts.get(ACCOUNT)).toMatchObject({ isActive: true, credentialVersion: 1 })
  })

  test('a constraint that fails tells nothing of the cookie', async () => {
    const store = await open({ credentialKeys: [], allowPlaintextCredentials: true })
    const broken = { ...accountInput(), isActive: 'maybe' as unknown as boolean }
    const missing = { ...accountInput(), userAgent: undefined as unknown as string }
    await addAccount(store)
    const nulled = { userAgent: null as unknown as string }
    for (const attempt of [
      () => store.accounts.upsert(broken),
      () => store.accounts.upsert(missing),
      () => store.accounts.update(ACCOUNT, nulled),
    ]) {
      const error: unknown = await attempt().catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(Error)
      const { message, stack, ...fields } = error as Error
      expect([message, stack, JSON.stringify(fields)].some((text) => text?.includes('simsecret'))).toBe(false)
    }
  })
})
