import { PGlite } from '@electric-sql/pglite'
import { expect, it } from 'vitest'
import { memoryStore } from '../../support/sync-bench.ts'
import { ApiClient } from './support/api-client.ts'
import { startInProcess } from './support/in-process-service.ts'

it('says what it knows while the database hangs', async () => {
  await using service = await startInProcess()
  const api = await ApiClient.open(service.url, service.keys.admin)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: hanging, resolve: hangs } = Promise.withResolvers<void>()
  // The embedded database has one session: whatever else is asked waits for this transaction.
  const transaction = service.store.db.transaction().execute(async () => {
    hangs()
    await released
  })
  await hanging
  const [health, metrics] = await Promise.all([api.get('/health'), api.get('/metrics')])
  expect([health.status, health.json.initial_sync_complete]).toEqual([200, null])
  expect(metrics.text).toContain('airbnb_insights_database_up 0')
  expect(metrics.text).not.toMatch(/^airbnb_insights_(queue_depth|queue_oldest_seconds|accounts)[{ ]/m)
  release()
  await transaction
  expect((await api.get('/health')).json.initial_sync_complete).toBe(false)
  expect((await api.get('/metrics')).text).toContain('airbnb_insights_accounts{state="active"} 0')
})

it('answers 503 where the database is gone', async () => {
  const pglite = await PGlite.create()
  await using service = await startInProcess({ store: await memoryStore({ pglite }) })
  const api = await ApiClient.open(service.url, service.keys.admin)
  await pglite.close()
  for (const path of ['/api/v1/accounts', '/api/v1/maintenance', '/api/v1/accounts/1/metrics/chart_query']) {
    const answer = await api.get(path)
    expect([path, answer.status, answer.code]).toEqual([path, 503, 'database_unavailable'])
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(answer.text).not.toMatch(/PGlite/i)
  }
  expect((await api.get('/health')).status).toBe(200)
})
