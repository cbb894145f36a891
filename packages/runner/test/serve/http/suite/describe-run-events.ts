import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeAccount } from '../support/account-of.ts'
import type { StartService } from '../support/api-service.ts'
import { EventReader } from '../support/event-reader.ts'
import { syncNow } from '../support/sync-now.ts'
import { useService } from '../support/use-service.ts'

/** Following runs by server-sent events. */
export function describeRunEvents(start: StartService): void {
  const inUse = useService(start, { simulator: { accounts: 5, listings: 1, latencyMs: 15 } })

  const queuedRun = async (index: number) => {
    const id = await makeAccount(inUse, index)
    const { json } = await inUse.api.post(`/api/v1/accounts/${id}/sync`)
    return { id, path: `/api/v1/runs/${json.run_id}/events` }
  }

  describe('GET /api/v1/runs/{run_id}/events', () => {
    it('tells the progress as it happens, in order, up to the end', async () => {
      const { id, path } = await queuedRun(0)
      await using events = await EventReader.open(inUse.api, path)
      expect(events.response.headers.get('content-type')).toMatch(/^text\/event-stream/)
      expect(events.response.headers.get('x-request-id')).toMatch(/./)
      const first = await events.next()
      expect(first).toMatchObject({ event: 'progress', data: { status: 'queued', account_id: id } })
      const [, rest] = await Promise.all([syncNow(inUse, id), events.rest()])
      expect(rest.at(-1)).toMatchObject({ event: 'end', data: { status: 'succeeded' } })
      expect(rest.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true)
      expect(rest.some(({ data }) => data.status === 'running')).toBe(true)
      const ids = rest.map((event) => Number(event.id))
      expect(ids).toEqual([...new Set(ids)].toSorted((left, right) => left - right))
      for (const { id: eventId, data } of rest) expect(String(data.progress.sequence)).toBe(eventId)
      const { listings: _, ...shown } = (await inUse.api.get(path.replace('/events', ''))).json
      expect(rest.at(-1)?.data).toEqual(shown)
    })

    it('goes on where a reader left off, by header or by query', async () => {
      const { id, path } = await queuedRun(1)
      const { run } = await syncNow(inUse, id)
      const sequence = run?.sequence ?? 0
      for (const resumed of [
        await EventReader.open(inUse.api, path, { 'last-event-id': String(sequence - 1) }),
        await EventReader.open(inUse.api, `${path}?last_event_id=${sequence - 1}`),
        await EventReader.open(inUse.api, path, { 'last-event-id': 'not ours' }),
        await EventReader.open(inUse.api, path, { 'last-event-id': String(sequence + 1) }),
      ]) {
        const events = await resumed.rest()
        expect(events.map(({ event, id: eventId }) => [event, eventId])).toEqual([['end', String(sequence)]])
      }
      const nothing = await inUse.api.get(path, { headers: { 'last-event-id': String(sequence) } })
      expect([nothing.status, nothing.text]).toEqual([204, ''])
    })

    it('tells nothing again that the reader has, and all that follows', async () => {
      const { id, path } = await queuedRun(2)
      const { id: seen = '' } = (await (await EventReader.open(inUse.api, path)).next()) ?? {}
      await using resumed = await EventReader.open(inUse.api, path, { 'last-event-id': seen })
      const [events] = await Promise.all([resumed.rest(), syncNow(inUse, id)])
      expect(events.length).toBeGreaterThan(0)
      expect(events.every((event) => Number(event.id) > Number(seen))).toBe(true)
      expect(events.at(-1)?.event).toBe('end')
    })

    it('ends when the run is cancelled', async () => {
      const { path } = await queuedRun(3)
      await using events = await EventReader.open(inUse.api, path)
      await events.next()
      await inUse.api.post(path.replace('/events', '/cancel'))
      expect(await events.rest()).toMatchObject([{ event: 'end', data: { status: 'cancelled' } }])
    })

    it('closes when the run is deleted with its account', async () => {
      const { id, path } = await queuedRun(4)
      await using events = await EventReader.open(inUse.api, path)
      await events.next()
      await inUse.api.delete(`/api/v1/accounts/${id}?purge=true`)
      expect(await events.rest()).toEqual([])
      expect((await inUse.api.get(path)).code).toBe('run_not_found')
    })

    it('says where there is no such run', async () => {
      const answer = await inUse.api.get(`/api/v1/runs/${randomUUID()}/events`)
      expect([answer.status, answer.code]).toEqual([404, 'run_not_found'])
    })
  })
}
