import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { isMissingCredentialKeyError, isPlaintextCredentialsError } from '../../src/errors.ts'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { ACCOUNT, accountInput, addAccount, cookieOf, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

const key = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) })

const keyIds = async (store: Store) =>
  Object.fromEntries(
    (await store.accounts.list()).map(({ accountId, cookieKeyId }) => [accountId, cookieKeyId]),
  )

const hasItsCookie = async (store: Store, accountId: string): Promise<boolean> =>
  (await store.accounts.credentials(accountId))?.cookie === cookieOf(accountId)

describeStores((_name, open) => {
  test('brings plaintext and older keys under the first key, and leaves versions alone', async () => {
    const plain = await open({ credentialKeys: [], allowPlaintextCredentials: true })
    await addAccount(plain, ACCOUNT)
    const old = await open({ keepData: true, credentialKeys: [key('old', 1)] })
    await addAccount(old, OTHER_ACCOUNT)

    const store = await open({ keepData: true, credentialKeys: [key('new', 2), key('old', 1)] })
    await store.accounts.reencrypt()
    expect(await keyIds(store)).toEqual({ [ACCOUNT]: 'new', [OTHER_ACCOUNT]: 'new' })
    expect(await store.accounts.reencrypt()).toBe(0)
    const fresh = await open({ keepData: true, credentialKeys: [key('new', 2)] })
    expect(await hasItsCookie(fresh, ACCOUNT)).toBe(true)
    expect(await hasItsCookie(fresh, OTHER_ACCOUNT)).toBe(true)
    expect((await fresh.accounts.get(ACCOUNT))?.credentialVersion).toBe(1)
  })

  test('does all it can before it says which key is missing, and finishes the job later', async () => {
    const lost = await open({ credentialKeys: [key('lost', 1)] })
    await addAccount(lost, ACCOUNT)
    const old = await open({ keepData: true, credentialKeys: [key('old', 2)] })
    await addAccount(old, OTHER_ACCOUNT)

    const store = await open({ keepData: true, credentialKeys: [key('new', 3), key('old', 2)] })
    const error = await store.accounts.reencrypt().catch((failure: unknown) => failure)
    expect(isMissingCredentialKeyError(error) && error.keyId).toBe('lost')
    expect(await keyIds(store)).toEqual({ [ACCOUNT]: 'lost', [OTHER_ACCOUNT]: 'new' })

    const all = await open({ keepData: true, credentialKeys: [key('new', 3), key('lost', 1)] })
    expect(await all.accounts.reencrypt()).toBe(1)
    expect(await hasItsCookie(all, ACCOUNT)).toBe(true)
  })

  test('goes through more accounts than one batch holds', async () => {
    const old = await open({ credentialKeys: [key('old', 1)] })
    await sql`
      INSERT INTO ${tableIn(old.schema, 'accounts')} (
        account_id, airbnb_cookie, x_client_version, user_agent, is_active)
      SELECT n::text, 'simsecret-' || n, 'v', 'ua', TRUE FROM generate_series(1, 1203) AS n`.execute(old.db)
    expect(await old.accounts.reencrypt()).toBe(1203)
    const { cookie } = (await old.accounts.credentials('777')) ?? {}
    expect(cookie === 'simsecret-777').toBe(true)
  })

  test('needs a key', async () => {
    const store = await open({ credentialKeys: [], allowPlaintextCredentials: true })
    await store.accounts.upsert(accountInput())
    const error = await store.accounts.reencrypt().catch((failure: unknown) => failure)
    expect(isPlaintextCredentialsError(error)).toBe(true)
    expect(await keyIds(store)).toEqual({ [ACCOUNT]: null })
  })
})
