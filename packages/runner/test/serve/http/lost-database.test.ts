import { openStore } from 'insights-store-timescale'
import { describe, expect, it } from 'vitest'
import { layLine } from '../../../../../scripts/cuttable-line.ts'
import { createTestDatabase, timescaleAvailable } from '../../../../../scripts/test-database.ts'
import { until } from '../../../../../scripts/until.ts'
import { makeAccount } from './support/account-of.ts'
import { ApiClient } from './support/api-client.ts'
import { EventReader } from './support/event-reader.ts'
import { startInProcess } from './support/in-process-service.ts'

describe.runIf(timescaleAvailable())('while a server cannot be reached', () => {
  it('the API says so, a run is followed on, and all is well afterwards', async () => {
    const database = await createTestDatabase()
    await using line = await layLine(database.url)
    const store = await openStore({
      connection: line.url,
      credentialKeys: [{ id: 'test', key: Buffer.alloc(32, 1) }],
    })
    await store.migrate()
    {
      await using service = await startInProcess({ store })
      const api = await ApiClient.open(service.url, service.keys.admin)
      const id = await makeAccount({ service, api }, 0)
      const { json } = await api.post(`/api/v1/accounts/${id}/sync`)
      await using events = await EventReader.open(api, json.events_url)
      expect((await events.next())?.event).toBe('progress')
      line.cut()
      const away = await api.get('/api/v1/accounts')
      expect([away.status, away.code]).toEqual([503, 'database_unavailable'])
      expect((await api.get(json.events_url)).code).toBe('database_unavailable')
      expect((await api.get('/health')).status).toBe(200)
      expect((await api.get('/metrics')).text).toContain('airbnb_insights_database_up 0')
      await until(() => service.log().includes('Runs cannot be followed'), {
        withinMs: 20_000,
        instead: () => service.log(),
      })
      line.mend()
      await api.post(`${json.status_url}/cancel`)
      expect(await events.rest()).toMatchObject([{ event: 'end', data: { status: 'cancelled' } }])
      const { text } = await api.get('/metrics')
      expect(text).toContain('airbnb_insights_database_up 1')
      expect(text).toMatch(/airbnb_insights_database_pool_connections\{state="idle"\} [1-9]/)
    }
    await database.drop()
  })
})
