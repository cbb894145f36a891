import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { openStore, type Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CuttableLine, layLine } from '../../../../../scripts/cuttable-line.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../../scripts/test-database.ts'
import { memoryStore } from '../../support/sync-bench.ts'
import { makeAccount } from './support/account-of.ts'
import { ApiClient } from './support/api-client.ts'
import { type InProcessService, startInProcess } from './support/in-process-service.ts'

/** So many rows that no buffer on the way holds them. */
const ROWS = 80_000

interface Exporting {
  readonly service: InProcessService
  readonly api: ApiClient
  readonly path: string
  /** How many rows were read from the store. */
  readonly rows: () => number
}

/** A service whose account has many rows, and that tells how many of them it has read. */
const exporting = async (real: Store): Promise<Exporting> => {
  let read = 0
  const store: Store = {
    ...real,
    metrics: {
      ...real.metrics,
      async *stream(query) {
        for await (const batch of real.metrics.stream(query)) {
          read += batch.length
          yield batch
        }
      },
    },
  }
  const service = await startInProcess({ store, server: { limits: { exports: 1 } } })
  const api = await ApiClient.open(service.url, service.keys.admin)
  const id = await makeAccount({ service, api }, 0)
  await sql`
    INSERT INTO ${sql.id(real.schema, 'chart_query_current')} (account_id, "time", confirmed_on, first_read_on, airbnb_listing_id, metric_date,
      airbnb_internal_name, p3_impressions_your_value)
    SELECT ${id}, DATE '2026-06-15', DATE '2026-06-15', DATE '2026-06-15', (900000000000000000 + n / 400)::text, DATE '2025-01-01' + n % 400,
      repeat('name ', 20), n
    FROM generate_series(0, ${sql.lit(ROWS - 1)}) AS n`.execute(real.db)
  return {
    service,
    api,
    path: `/api/v1/accounts/${id}/metrics/chart_query?format=ndjson`,
    rows: () => read,
  }
}

/** Begins to read an answer and then stops, with the connection open. */
const beginReading = ({ service, path }: Exporting) =>
  new Promise<{ rest: () => Promise<string>; leave: () => void }>((resolve, reject) => {
    const sent = request(
      `${service.url}${path}`,
      { headers: { 'x-api-key': service.keys.read } },
      (response) => {
        response.setEncoding('utf8')
        let text = ''
        response.once('readable', () => {
          resolve({
            async rest() {
              for await (const piece of response) text += String(piece)
              return text
            },
            leave: () => void sent.destroy(),
          })
        })
      },
    )
    sent.on('error', reject).end()
  })

/** The number of rows once it does not grow any more. */
const settled = async (rows: () => number): Promise<number> => {
  let before = -1
  while (before !== rows()) {
    before = rows()
    await delay(300)
  }
  return before
}

/** Connections that are in use; the embedded database has none. */
const busyConnections = ({ driver }: Store): number =>
  driver.kind === 'server' ? driver.pool.totalCount - driver.pool.idleCount : 0

const describeExports = (open: () => Promise<Store>) => {
  let running: Exporting
  beforeAll(async () => {
    running = await exporting(await open())
  })
  afterAll(() => running.service[Symbol.asyncDispose]())

  it('is read as fast as the reader reads, and no faster', async () => {
    const reader = await beginReading(running)
    expect(await settled(running.rows)).toBeLessThan(ROWS / 2)
    const refused = await running.api.get(running.path)
    expect([refused.status, refused.code]).toEqual([503, 'too_many_exports'])
    expect(refused.headers.get('retry-after')).toBe('5')
    const lines = (await reader.rest()).trimEnd().split('\n')
    expect(lines).toHaveLength(ROWS)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ p3_impressions_your_value: ROWS - 1 })
  })

  it('ends when the reader leaves, and gives back what it held', async () => {
    const before = running.rows()
    const reader = await beginReading(running)
    reader.leave()
    let again = await running.api.send('GET', running.path)
    while (again.status === 503) {
      await again.text()
      again = await running.api.send('GET', running.path)
    }
    expect(running.rows() - before).toBeLessThan(ROWS)
    expect((await again.text()).trimEnd().split('\n')).toHaveLength(ROWS)
    expect(busyConnections(running.service.store)).toBe(0)
  })
}

describe('an export from the embedded database', () => {
  describeExports(memoryStore)
})

describe.runIf(timescaleAvailable())('an export from a server', () => {
  let database: TestDatabase
  let line: CuttableLine
  const open = async (): Promise<Store> => {
    database = await createTestDatabase()
    line = await layLine(database.url)
    const store = await openStore({
      connection: line.url,
      credentialKeys: [{ id: 'test', key: Buffer.alloc(32, 1) }],
    })
    await store.migrate()
    return store
  }
  afterAll(async () => {
    await line[Symbol.asyncDispose]()
    await database.drop()
  })

  describe('that is there', () => {
    describeExports(open)
  })

  describe('whose connection breaks', () => {
    it('breaks off, so that nobody takes it for whole', async () => {
      const running = await exporting(await open())
      await using service = running.service
      const reader = await beginReading(running)
      await settled(running.rows)
      line.cut()
      await expect(reader.rest()).rejects.toThrow(/aborted|socket hang up/)
      line.mend()
      const again = await running.api.get(running.path)
      expect(again.text.trimEnd().split('\n')).toHaveLength(ROWS)
      expect(service.log()).toMatch(/"request_id":"[^"]+","err":.*An export broke off/)
      expect(service.log()).not.toContain('"level":"error"')
    })
  })
})
