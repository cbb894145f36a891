import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  it('gives days and 64-bit integers as strings, and instants as dates', async () => {
    const { db } = await open({ migrate: false })
    const query = sql`SELECT '2026-03-29'::date AS day, 9007199254740993::bigint AS large, count(*) AS counted,
      '2026-03-29T01:30:00Z'::timestamptz AS instant, 0.25::float8 AS rate, 7::int AS small, NULL::date AS none`
    const expected = {
      day: '2026-03-29',
      large: '9007199254740993',
      counted: '1',
      instant: new Date('2026-03-29T01:30:00Z'),
      rate: 0.25,
      small: 7,
      none: null,
    }
    expect((await query.execute(db)).rows).toEqual([expected])
    await db.transaction().execute(async (tx) => {
      expect((await query.execute(tx)).rows).toEqual([expected])
    })
  })
})
