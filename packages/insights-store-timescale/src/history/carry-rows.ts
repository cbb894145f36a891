import type { CalendarDate, MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import { makeChunksAhead } from '../hypertables/chunks-ahead.ts'
import { knownThen } from '../metrics/as-of.ts'
import { columnsOf } from '../metrics/metric-columns.ts'
import { namesIn, namesOf } from '../metrics/upsert-statement.ts'
import { currentIn, type StoreContext, tableIn } from '../store-context.ts'

/**
 * Gives every night that was known before a scrape day a row of that day, so that older ones can go: it says what was
 * known, and when that was read. A listing at a time, while nobody writes rows of its account; what is carried already
 * stays as it is.
 */
export async function carryRows(context: StoreContext, table: MetricTable, cut: CalendarDate): Promise<void> {
  const { db, schema } = context
  const { rows: listings } = await sql<{ account: string; listing: string }>`
    SELECT account_id AS account, airbnb_listing_id AS listing FROM ${currentIn(schema, table)}
    WHERE first_read_on < ${cut}::date GROUP BY 1, 2 ORDER BY 1, 2`.execute(db)
  const { key, values } = columnsOf(table)
  const columns = values.map(({ name }) => name)
  for (const { account, listing } of listings) {
    await makeChunksAhead(context, account, cut, [table])
    await transact(db, async (tx) => {
      await sql`SET LOCAL statement_timeout = 0`.execute(tx)
      await sql`
        SELECT 1 FROM ${tableIn(schema, 'accounts')} WHERE account_id = ${account} FOR NO KEY UPDATE`.execute(
        tx,
      )
      await sql`
        INSERT INTO ${tableIn(schema, table)} (
          account_id, "time", airbnb_listing_id, ${namesOf(key)}, ${namesOf(values)}, confirmed_on)
        SELECT known.account_id, ${cut}::date, known.airbnb_listing_id, ${namesIn('known', key)}, ${namesIn('then_known', values)},
          nullif(then_known.confirmed_on, ${cut}::date)
        FROM ${currentIn(schema, table)} AS known
        CROSS JOIN LATERAL (${knownThen(schema, table, columns, sql`${cut}::date`)}) AS then_known
        WHERE known.account_id = ${account} AND known.airbnb_listing_id = ${listing}
          AND known.first_read_on < ${cut}::date AND then_known."time" < ${cut}::date
        ON CONFLICT DO NOTHING`.execute(tx)
    })
  }
}
