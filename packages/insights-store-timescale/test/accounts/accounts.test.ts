import { expect, test } from 'vitest'
import { isAccountNotFoundError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, accountInput, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

const CUSTOMER = '6f1f5d0e-2f0b-4c5e-9f43-0a4c4f9f8c11'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('makes an account, and says so', async () => {
    const store = await empty()
    const { account, created } = await store.accounts.upsert({
      ...accountInput(),
      customerId: CUSTOMER,
      name: 'Lake',
      baseUrl: 'https://www.airbnb.de',
    })
    expect(created).toBe(true)
    expect(account).toMatchObject({
      accountId: ACCOUNT,
      name: 'Lake',
      customerId: CUSTOMER,
      baseUrl: 'https://www.airbnb.de',
      clientVersion: '5f2e1c0',
      isActive: true,
      lastSyncAt: null,
      deletedAt: null,
      credentialStatus: 'unknown',
      credentialCheckedAt: null,
      credentialVersion: 1,
      cookieKeyId: 'test',
    })
    expect(account.cookieSetAt).toBeInstanceOf(Date)
    expect(await store.accounts.get(ACCOUNT)).toEqual(account)
  })

  test('lays what was learned over what was known, and forgets it only when told', async () => {
    const store = await empty()
    const [chart, list] = ['a'.repeat(64), 'b'.repeat(64)]
    const nothing = { operations: {}, webKey: null, locale: null, currency: null }
    const first = await store.accounts.upsert({
      ...accountInput(),
      learned: { ...nothing, operations: { ChartQuery: chart, ListOfMetricsQuery: list }, locale: 'de' },
    })
    expect(first.account.learned).toEqual({
      ...nothing,
      operations: { ChartQuery: chart, ListOfMetricsQuery: list },
      locale: 'de',
    })
    const { learnedAt } = first.account
    expect(learnedAt).toBeInstanceOf(Date)
    // A cookie alone says nothing, and so changes nothing.
    for (const learned of [undefined, nothing]) {
      const same = await store.accounts.upsert({ ...accountInput(), ...(learned && { learned }) })
      expect(same.account).toMatchObject({ learned: first.account.learned, learnedAt })
    }
    const newer = { ...nothing, operations: { ChartQuery: list }, webKey: 'key12345', currency: 'EUR' }
    const known = { ...newer, operations: { ChartQuery: list, ListOfMetricsQuery: list }, locale: 'de' }
    const { account } = await store.accounts.upsert({ ...accountInput(), learned: newer })
    expect(account.learned).toEqual(known)
    expect(account.learnedAt?.getTime()).toBeGreaterThan(learnedAt?.getTime() ?? 0)
    const version = account.credentialVersion
    const updated = await store.accounts.update(ACCOUNT, { learned: { ...nothing, locale: 'fr' } })
    expect(updated).toMatchObject({ learned: { ...known, locale: 'fr' }, credentialVersion: version })
    expect((await store.accounts.credentials(ACCOUNT))?.learned).toEqual({ ...known, locale: 'fr' })
    expect(await store.accounts.update(ACCOUNT, { learned: null })).toMatchObject({
      learned: null,
      learnedAt: null,
    })
    const odd = { ...nothing, locale: 'x\u0000' }
    expect((await store.accounts.update(ACCOUNT, { learned: odd })).learned?.locale).toContain('x')
  })

  test('sets the credentials of a known account, and keeps what is not given', async () => {
    const store = await empty()
    const baseUrl = 'https://www.airbnb.de'
    await store.accounts.upsert({
      ...accountInput(),
      customerId: CUSTOMER,
      name: 'Lake',
      baseUrl,
      isActive: false,
    })
    await store.accounts.markCredentials(ACCOUNT, 'expired', { ifVersion: 1 })
    const { clientTraceId: _trace, ...again } = accountInput()
    const { account, created } = await store.accounts.upsert({ ...again, userAgent: 'another' })
    expect(created).toBe(false)
    expect(account).toMatchObject({
      name: 'Lake',
      customerId: CUSTOMER,
      isActive: false,
      userAgent: 'another',
      credentialVersion: 2,
      credentialStatus: 'unknown',
      credentialCheckedAt: null,
    })
    expect(await store.accounts.credentials(ACCOUNT)).toMatchObject({ clientTraceId: 'trace-1', baseUrl })
    expect(await store.accounts.update(ACCOUNT, { baseUrl: null })).toMatchObject({
      baseUrl: null,
      credentialVersion: 2,
    })
  })

  test('changes what is given, and the version only with the credentials', async () => {
    const store = await empty()
    await addAccount(store)
    expect(await store.accounts.update(ACCOUNT, { isActive: false })).toMatchObject({
      isActive: false,
      credentialVersion: 1,
    })
    const changed = await store.accounts.update(ACCOUNT, { clientTraceId: null, customerId: CUSTOMER })
    expect(changed).toMatchObject({ customerId: CUSTOMER, credentialVersion: 2, isActive: false })
    expect((await store.accounts.credentials(ACCOUNT))?.clientTraceId).toBeNull()
  })

  test('gives an account a name and takes it away, which are no new credentials', async () => {
    const store = await empty()
    await addAccount(store)
    expect(await store.accounts.update(ACCOUNT, { name: 'Lake\u0000' })).toMatchObject({
      name: 'Lake\uFFFD',
      credentialVersion: 1,
    })
    expect((await store.accounts.update(ACCOUNT, { isActive: true })).name).toBe('Lake\uFFFD')
    expect((await store.accounts.update(ACCOUNT, { name: null })).name).toBeNull()
  })

  test('refuses to change an account that is not there', async () => {
    const store = await empty()
    const error = await store.accounts.update('999', { isActive: false }).catch((failure: unknown) => failure)
    expect(isAccountNotFoundError(error) && error.accountId).toBe('999')
  })

  test('lists accounts by id, page by page', async () => {
    const store = await empty()
    for (const accountId of ['30', '10', '20']) await addAccount(store, accountId)
    await store.accounts.update('20', { isActive: false })
    const idsOf = async (query?: Parameters<typeof store.accounts.list>[0]) =>
      (await store.accounts.list(query)).map(({ accountId }) => accountId)
    expect(await idsOf()).toEqual(['10', '20', '30'])
    expect(await idsOf({ activeOnly: true })).toEqual(['10', '30'])
    expect(await idsOf({ limit: 2 })).toEqual(['10', '20'])
    expect(await idsOf({ limit: 2, after: '20' })).toEqual(['30'])
  })

  test('knows no credentials of an unknown account', async () => {
    const store = await empty()
    expect(await store.accounts.get(OTHER_ACCOUNT)).toBeUndefined()
    expect(await store.accounts.credentials(OTHER_ACCOUNT)).toBeUndefined()
  })
})
