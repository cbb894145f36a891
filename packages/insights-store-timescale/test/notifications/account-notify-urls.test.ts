import { sql } from 'kysely'
import { expect, test } from 'vitest'
import {
  isAccountNotFoundError,
  isMissingCredentialKeyError,
  isPlaintextCredentialsError,
} from '../../src/errors.ts'
import { tableIn } from '../../src/store-context.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

const key = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) })
const URLS = 'https://hooks.example/simsecret-path'

describeStores((_name, open) => {
  test('an account’s targets are stored encrypted, and can be taken away', async () => {
    const store = await open()
    await addAccount(store)
    await store.notifications.setAccountUrls(ACCOUNT, URLS)
    const { rows } = await sql<{ notify_urls: string }>`
      SELECT notify_urls FROM ${tableIn(store.schema, 'account_notify_urls')}`.execute(store.db)
    expect(rows[0]?.notify_urls.startsWith('enc:v1:test:')).toBe(true)
    const { readable } = await store.notifications.accountUrls()
    expect(readable.map(({ urls }) => urls === URLS)).toEqual([true])
    expect((await store.notifications.accountUrls({ accountId: OTHER_ACCOUNT })).readable).toEqual([])
    await store.notifications.setAccountUrls(ACCOUNT, null)
    expect((await store.notifications.accountUrls()).readable).toEqual([])
  })

  test('a cookie does not open as a target, nor one account’s target as another’s', async () => {
    const store = await open()
    await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await store.notifications.setAccountUrls(ACCOUNT, URLS)
    const table = tableIn(store.schema, 'account_notify_urls')
    await sql`INSERT INTO ${table} SELECT ${OTHER_ACCOUNT}, notify_urls FROM ${table}`.execute(store.db)
    await sql`
      UPDATE ${table} AS held SET notify_urls = airbnb_cookie FROM ${tableIn(store.schema, 'accounts')} AS account
      WHERE account.account_id = held.account_id AND held.account_id = ${ACCOUNT}`.execute(store.db)
    const { readable, unreadable } = await store.notifications.accountUrls()
    expect(readable).toEqual([])
    expect(unreadable.map(({ accountId }) => accountId)).toEqual([ACCOUNT, OTHER_ACCOUNT])
  })

  test('a rotation of keys takes targets along', async () => {
    const old = await open({ credentialKeys: [key('old', 1)] })
    await addAccount(old)
    await old.notifications.setAccountUrls(ACCOUNT, URLS)
    const both = await open({ keepData: true, credentialKeys: [key('new', 2), key('old', 1)] })
    expect(await both.accounts.reencrypt()).toBe(2)
    const fresh = await open({ keepData: true, credentialKeys: [key('new', 2)] })
    expect((await fresh.notifications.accountUrls()).readable.map(({ urls }) => urls === URLS)).toEqual([
      true,
    ])
    const { unreadable } = await old.notifications.accountUrls()
    expect(unreadable.map(({ error }) => isMissingCredentialKeyError(error))).toEqual([true])
  })

  test('is refused without a key, and for an account that is not there', async () => {
    const store = await open({ credentialKeys: [] })
    const refused = await store.notifications.setAccountUrls(ACCOUNT, URLS).catch((error: unknown) => error)
    expect(isPlaintextCredentialsError(refused)).toBe(true)
    const keyed = await open({ keepData: true })
    const missing = await keyed.notifications.setAccountUrls('999', URLS).catch((error: unknown) => error)
    expect(isAccountNotFoundError(missing)).toBe(true)
  })
})
