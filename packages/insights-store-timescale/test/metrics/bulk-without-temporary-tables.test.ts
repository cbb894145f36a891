import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStore } from '../../src/open-store.ts'
import { SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, dayAfter } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

describeStores(
  (_name, open) => {
    test('a role that may not make temporary tables upserts as many rows', async () => {
      const owner = await open()
      await addAccount(owner)
      const url = new URL((await open.connection()) as string)
      const role = `test_role_${randomBytes(6).toString('hex')}`
      const password = randomBytes(12).toString('hex')
      const schema = sql.id(owner.schema)
      const run = (statement: ReturnType<typeof sql>) => statement.execute(owner.db)
      await run(sql`CREATE ROLE ${sql.id(role)} LOGIN PASSWORD ${sql.lit(password)}`)
      try {
        await run(sql`REVOKE TEMPORARY ON DATABASE ${sql.id(url.pathname.slice(1))} FROM PUBLIC`)
        await run(sql`GRANT USAGE ON SCHEMA ${schema} TO ${sql.id(role)}`)
        await run(sql`GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${sql.id(role)}`)
        url.username = role
        url.password = password
        await using store = await openStore({ connection: url.href, schema: owner.schema })
        const chartQuery = Array.from({ length: 2_500 }, (_, index) =>
          chartRow(dayAfter('2020-01-01', index)),
        )
        const upsert = () => store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery })
        expect(await upsert()).toMatchObject({ inserted: 2_500, updated: 0, unchanged: 0 })
        expect(await upsert()).toMatchObject({ inserted: 0, updated: 0, unchanged: 2_500 })
      } finally {
        await run(sql`DROP OWNED BY ${sql.id(role)}`)
        await run(sql`DROP ROLE ${sql.id(role)}`)
      }
    })
  },
  STORE_FLAVOURS.filter(({ database }) => database !== 'embedded'),
)
