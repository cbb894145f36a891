import { openStore } from 'insights-store-timescale'
import { sql } from 'kysely'
import { Agent } from 'undici'
import { describe, expect, test } from 'vitest'
import { createTestDatabase, timescaleAvailable } from '../../../../scripts/test-database.ts'
import { parseNotifyUrls } from '../../src/config/notify-urls.ts'
import { parseQuietHours } from '../../src/config/quiet-hours.ts'
import { watchDatabase } from '../../src/notify/database-watch.ts'
import { createLogger } from '../../src/output/logger.ts'
import { TargetServer } from './support/target-server.ts'

const MINUTE = 60_000

describe.runIf(timescaleAvailable())('a database that takes no rows', () => {
  test('is told once it has lasted, once, and when it is over; targets that are down are told later', async () => {
    const database = await createTestDatabase()
    const store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.migrate()
    await using target = await TargetServer.start()
    await using down = await TargetServer.start()
    down.answer = { status: 503 }
    const dispatcher = new Agent()
    let now = new Date('2026-06-15T21:00:00Z')
    const pass = (minutes: number) => {
      now = new Date(now.getTime() + minutes * MINUTE)
    }
    const watch = watchDatabase({
      store,
      notify: {
        targets: parseNotifyUrls(`http://${target.host}/simsecret-1 http://${down.host}/simsecret-2`),
        quiet: parseQuietHours('22:00-07:00'),
      },
      dispatcher,
      logger: createLogger({ write: () => {} }),
      signal: new AbortController().signal,
      now: () => now,
    })
    const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(store.db)
    const name = sql.id(rows[0]?.name ?? '')
    await watch.look()
    await sql`ALTER DATABASE ${name} SET default_transaction_read_only = on`.execute(store.db)

    await watch.look()
    pass(1.9)
    await watch.look()
    expect(target.requests).toEqual([])
    pass(0.2)
    await watch.look()
    pass(1)
    await watch.look()
    expect(target.bodies).toMatchObject([
      { type: 'opened', code: 'database_trouble', events: [{ account_id: null }] },
    ])
    expect(JSON.stringify(target.bodies[0])).toContain('RESET default_transaction_read_only;')
    expect(down.requests).toHaveLength(2)
    down.answer = { status: 200 }
    await watch.look()
    await watch.look()
    expect(down.requests).toHaveLength(3)

    await sql`ALTER DATABASE ${name} RESET default_transaction_read_only`.execute(store.db)
    pass(60)
    await watch.look()
    expect(target.requests).toHaveLength(1)
    pass(9 * 60)
    await watch.look()
    await watch.look()
    expect(target.all('title')).toEqual([
      'The database is in trouble',
      'Well again: the database answers and takes rows',
    ])
    await dispatcher.close()
    await store.close()
    await database.drop()
  })
})
