import { expect, test } from 'vitest'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { migrate } from '../../src/migrations/migrate.ts'
import { openContext } from '../../src/open-context.ts'
import { ACCOUNT, addAccountRow, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores, TEST_KEY } from '../support/describe-stores.ts'

describeStores((_name, open, flavour) => {
  test('takes over what is known of the sessions in use', async () => {
    const store = await open({ migrate: false })
    const connection = await open.connection()
    const opened = await openContext({ connection, schema: flavour.schema, credentialKeys: [TEST_KEY] })
    const before = ALL_MIGRATIONS.filter(({ name }) => name < '0012')
    await migrate(opened.context, opened.unbound, before)
    await opened.close()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccountRow(store, accountId)
    const setAt = new Date('2026-03-01T05:00:00Z')
    const endedAt = new Date('2026-03-03T05:00:00Z')
    await store.db
      .updateTable('accounts')
      .set({ credential_status: 'expired', credential_checked_at: endedAt, cookie_set_at: setAt })
      .where('account_id', '=', ACCOUNT)
      .execute()

    expect((await store.migrate()).applied).toContain('0012_account_sessions')

    expect(await store.accounts.sessionOutlook(ACCOUNT)).toMatchObject({ setAt, endedAt, state: 'expired' })
    expect(await store.accounts.sessionOutlook(OTHER_ACCOUNT)).toMatchObject({
      setAt: null,
      lastAnsweredAt: null,
      state: 'unknown',
    })
  })
})
