import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { dueRuns, readBacklog } from '../../src/runs/due-runs.ts'
import { type StoreContext, tableIn } from '../../src/store-context.ts'
import { TODAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'
import { explaining } from '../support/explaining.ts'

const readView = ({ db, schema }: StoreContext) =>
  sql`SELECT * FROM ${sql.id(schema, 'sync_backlog')}`.execute(db)

describeStores((_name, open) => {
  test('are found among many that have ended by the index of the few that have not', async () => {
    const context = await open.context()
    const { db, schema } = context
    const runs = tableIn(schema, 'sync_runs')
    await sql`
      INSERT INTO ${tableIn(schema, 'accounts')} (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
      SELECT n::text, '-', '-', '-', TRUE FROM generate_series(1, 200) AS n`.execute(db)
    await sql`
      INSERT INTO ${runs} (account_id, status, scrape_day, created_at)
      SELECT (n % 200 + 1)::text, 'succeeded', ${TODAY}::date - n / 200, now() - n * interval '1 minute'
      FROM generate_series(1, 20000) AS n`.execute(db)
    await sql`
      INSERT INTO ${runs} (account_id, status, scrape_day, next_attempt_at)
      SELECT n::text, CASE WHEN n % 2 = 0 THEN 'queued' ELSE 'partial' END, ${TODAY}::date, now()
      FROM generate_series(1, 10) AS n`.execute(db)
    await sql`ANALYZE ${runs}`.execute(db)
    expect(await dueRuns(context, { today: TODAY, limit: 100 })).toHaveLength(10)

    for (const ask of [dueRuns, readBacklog, readView]) {
      const explained = explaining(context)
      await ask(explained.context, { today: TODAY, limit: 100 })
      const plan = explained.plan.join('\n')
      expect(plan).toContain('ix_sync_runs_pending')
      expect(plan).not.toMatch(/Seq Scan on sync_runs/)
      // Nor are they read by another index and then left out.
      const removed = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, count]) => Number(count))
      expect(Math.max(0, ...removed)).toBeLessThan(200)
    }
  })
})
