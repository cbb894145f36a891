import { once } from 'node:events'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import type { Run, Store } from 'insights-store-timescale'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLogger } from '../../../src/output/logger.ts'
import { RunWatcher } from '../../../src/serve/http/events/run-watcher.ts'
import { memoryStore } from '../../support/sync-bench.ts'

const TODAY = '2026-06-15'
const ACCOUNT = '120000042'

let store: Store
let run: Run
beforeAll(async () => {
  store = await memoryStore()
  const { cookie, clientVersion, userAgent } = simulatedCredentials(ACCOUNT)
  await store.accounts.upsert({ accountId: ACCOUNT, cookie, clientVersion, userAgent })
  const request = await store.runs.request({ accountId: ACCOUNT, scrapeDay: TODAY })
  if (request.kind !== 'queued') throw new Error(`The run was not queued: ${request.kind}`)
  run = request.run
})
afterAll(() => store.close())

const watching = () =>
  new RunWatcher({
    runs: store.runs,
    today: () => TODAY,
    logger: createLogger({ level: 'silent', format: 'json', write: () => {}, style: (_, text) => text }),
    limit: 10,
    pollMs: 5,
    keepAliveMs: 5,
  })

const streamOf = (watcher: RunWatcher) => {
  const stream = watcher.watch(run, null)
  if (stream === null) throw new Error('The run has ended.')
  return stream
}

it('keeps a quiet stream open with comments', async () => {
  using watcher = watching()
  const stream = streamOf(watcher)
  let text = ''
  for await (const piece of stream) {
    text += String(piece)
    if (text.includes(': keep-alive\n\n')) break
  }
  expect(text).toMatch(/^retry: \d+\n\nid: 0\nevent: progress\n/)
})

it('gives up a reader that takes nothing, and leaves nobody behind', async () => {
  using watcher = watching()
  const stream = streamOf(watcher)
  stream.push('x'.repeat(100_000))
  await once(stream, 'close')
  expect(watcher.size).toBe(0)
})

it('leaves progress out for a reader that is behind, and tells it how the run stands once it is not', async () => {
  using watcher = watching()
  const stream = streamOf(watcher)
  const behind = stream.readableLength
  expect(stream.lacks(run.sequence)).toBe(false)
  stream.push('x'.repeat(100_000))
  stream.tell({ ...run, sequence: 1 })
  expect(stream.lacks(1)).toBe(true)
  stream.read(behind + 100_000)
  stream.tell({ ...run, sequence: 2 })
  expect(stream.lacks(2)).toBe(false)
  expect(String(stream.read())).toMatch(/^id: 2\nevent: progress\n/)
})
