import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { NewOperatorEvent } from '../../src/operator/operator-events.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

const event = (kind: NewOperatorEvent['kind'], accountId: string | null): NewOperatorEvent => ({
  kind,
  operator: 'operator-1',
  accountId,
  object: accountId === null ? null : `insights/worker-${accountId}`,
  message: `${kind} it`,
})

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('the audit trail is told newest first, of all or of one account', async () => {
    const store = await empty()
    await store.operator.record([])
    await store.operator.record([
      event('leading', null),
      event('created', ACCOUNT),
      event('created', OTHER_ACCOUNT),
    ])
    await store.operator.record([{ ...event('failed', ACCOUNT), message: 'with \u0000 in it' }])
    const all = await store.operator.events({ limit: 10 })
    expect(all.map(({ kind, accountId }) => [kind, accountId])).toEqual([
      ['failed', ACCOUNT],
      ['created', OTHER_ACCOUNT],
      ['created', ACCOUNT],
      ['leading', null],
    ])
    expect(await store.operator.events({ limit: 1, accountId: ACCOUNT })).toEqual([
      { ...event('failed', ACCOUNT), message: 'with \uFFFD in it', at: expect.any(Date) },
    ])
  })

  test('what is old is forgotten, and what is of a purged account goes with it', async () => {
    const store = await empty()
    await sql`DELETE FROM ${sql.id(store.schema, 'operator_events')}`.execute(store.db)
    await addAccount(store)
    await store.operator.record([event('leading', null), event('created', ACCOUNT)])
    expect(await store.operator.sweep({ forgetAfterDays: 1 })).toBe(0)
    await store.accounts.remove(ACCOUNT, { purge: true })
    expect(await store.operator.events({ limit: 10 })).toMatchObject([{ kind: 'leading' }])
    await sql`UPDATE ${sql.id(store.schema, 'operator_events')} SET at = at - interval '2 days'`.execute(
      store.db,
    )
    expect(await store.operator.sweep({ forgetAfterDays: 1 })).toBe(1)
    expect(await store.operator.events({ limit: 10 })).toEqual([])
  })
})
