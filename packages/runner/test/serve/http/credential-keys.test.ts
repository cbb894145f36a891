import { PGlite } from '@electric-sql/pglite'
import { expect, it } from 'vitest'
import { memoryStore } from '../../support/sync-bench.ts'
import { accountFields, makeAccount, simulatedAccount } from './support/account-of.ts'
import { ApiClient } from './support/api-client.ts'
import { startInProcess } from './support/in-process-service.ts'

it('stores no cookie without a key, and says that it is the service that lacks one', async () => {
  const store = await memoryStore({ credentialKeys: [] })
  await using service = await startInProcess({ store })
  const api = await ApiClient.open(service.url, service.keys.admin)
  const answer = await api.post('/api/v1/accounts', accountFields(simulatedAccount({ service, api }, 0)))
  expect([answer.status, answer.code]).toEqual([500, 'encryption_key_required'])
  expect((await api.get('/api/v1/accounts')).json).toEqual([])
})

it('says where a cookie was encrypted with a key that the service does not have', async () => {
  await using pglite = await PGlite.create()
  const store = await memoryStore({ pglite })
  await using first = await startInProcess({ store })
  const id = await makeAccount({ service: first, api: await ApiClient.open(first.url, first.keys.admin) }, 0)
  const other = await memoryStore({ pglite, credentialKeys: [] })
  await using service = await startInProcess({ store: other })
  const api = await ApiClient.open(service.url, service.keys.admin)
  const answer = await api.post(`/api/v1/accounts/${id}/verify`)
  expect([answer.status, answer.code]).toEqual([409, 'credentials_unreadable'])
})
