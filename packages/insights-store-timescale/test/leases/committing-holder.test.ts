import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { tableIn } from '../../src/store-context.ts'
import { hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

describeStores(
  (_name, open) => {
    test('an account whose holder is just committing is busy, not waited for', async () => {
      const store = await open()
      await addAccount(store)
      await using lease = await hold(store, ACCOUNT, 'committing')
      const other = await open({ keepData: true })
      await store.db.transaction().execute(async (tx) => {
        await sql`SELECT 1 FROM ${tableIn(store.schema, 'account_leases')} FOR UPDATE`.execute(tx)
        const busy = await other.leases.acquire(ACCOUNT, { holder: 'waiting' })
        expect(busy).toMatchObject({ busy: true, holder: lease.holder })
      })
    })
  },
  // The embedded database has one session: nobody else can ask while it commits.
  STORE_FLAVOURS.filter(({ database }) => database !== 'embedded'),
)
