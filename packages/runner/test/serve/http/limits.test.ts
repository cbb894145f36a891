import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { until } from '../../../../../scripts/until.ts'
import { makeAccount } from './support/account-of.ts'
import { ApiClient } from './support/api-client.ts'
import { EventReader } from './support/event-reader.ts'
import { startInProcess } from './support/in-process-service.ts'

it('serves so many event streams at a time, and frees those that are left', async () => {
  await using service = await startInProcess({ server: { limits: { eventStreams: 1 } } })
  const api = await ApiClient.open(service.url, service.keys.admin)
  const id = await makeAccount({ service, api }, 0)
  const path = (await api.post(`/api/v1/accounts/${id}/sync`)).json.events_url
  const first = await EventReader.open(api, path)
  expect((await first.next())?.event).toBe('progress')
  const refused = await api.get(path)
  expect([refused.status, refused.code]).toEqual([503, 'too_many_streams'])
  expect(refused.headers.get('retry-after')).toBe('10')
  first.leave()
  let second = await EventReader.open(api, path)
  // That the first is gone is seen once its connection is closed.
  await until(
    async () => {
      if (second.response.status !== 200) second = await EventReader.open(api, path)
      return second.response.status === 200
    },
    { everyMs: 1, withinMs: 20_000 },
  )
  await using next = second
  expect((await next.next())?.event).toBe('progress')
})

it('ends streams when it closes, and lets the process go', async () => {
  const service = await startInProcess()
  const api = await ApiClient.open(service.url, service.keys.admin)
  const id = await makeAccount({ service, api }, 0)
  const path = (await api.post(`/api/v1/accounts/${id}/sync`)).json.events_url
  const events = await EventReader.open(api, path)
  await events.next()
  await service[Symbol.asyncDispose]()
  expect(await events.next()).toBeUndefined()
})

it('does not wait for a connection that never asked for anything', async () => {
  const service = await startInProcess()
  const silent = connect(Number(new URL(service.url).port), '127.0.0.1')
  const ended = once(silent, 'close')
  await once(silent, 'connect')
  // A request later than it: that it is there is known by then.
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200)
  await service[Symbol.asyncDispose]()
  await ended
})
