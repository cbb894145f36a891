import { METRIC_TABLES, WIDE_TABLE_NAMES } from 'insights-transform'
import { Client } from 'pg'

/** Tells what is known now from rows of the wide tables that were written by SQL alone: statements. */
export const TELL_WHAT_IS_KNOWN: readonly string[] = WIDE_TABLE_NAMES.map((table) => {
  const { day, columns } = METRIC_TABLES[table]
  const names = columns.map(({ name }) => name).join(', ')
  const key = `account_id, airbnb_listing_id, ${day}`
  return `
    INSERT INTO airbnb.${table}_current (account_id, "time", confirmed_on, first_read_on, ${names})
    SELECT DISTINCT ON (${key}) account_id, "time", coalesce(confirmed_on, "time"),
      min("time") OVER (PARTITION BY ${key}), ${names}
    FROM airbnb.${table} ORDER BY ${key}, "time" DESC
    ON CONFLICT DO NOTHING`
})

/** Runs these statements on a database. */
export async function tellWhatIsKnown(url: string): Promise<void> {
  const session = new Client({ connectionString: url })
  await session.connect()
  try {
    for (const statement of TELL_WHAT_IS_KNOWN) await session.query(statement)
  } finally {
    await session.end()
  }
}
