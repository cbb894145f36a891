import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { describeStores } from './support/describe-stores.ts'

describeStores((_name, open, flavour) => {
  test('a ping resolves while the database answers, and rejects once it does not', async () => {
    const store = await open({ migrate: false })
    await store.ping()
    await store.close()
    await expect(store.ping()).rejects.toBeInstanceOf(Error)
  })

  test('the driver beneath reaches the same database', async () => {
    const { driver } = await open({ migrate: false })
    expect(driver.kind).toBe(flavour.database === 'embedded' ? 'embedded' : 'server')
    const question = 'SELECT 1 AS one'
    const { rows } =
      driver.kind === 'server'
        ? await (driver.pool as Pool).query(question)
        : await driver.pglite.query(question)
    expect(rows).toEqual([{ one: 1 }])
  })
})
