import { METRIC_TABLES, WIDE_TABLE_NAMES, type WideTable } from 'insights-transform'
import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

const keptIn = (table: WideTable) =>
  sql`coalesce(sum(kept) FILTER (WHERE kept_in = ${sql.lit(table)}), 0)::int`

/**
 * What a cursor vouches for, week by week: which scrape day read it last, and how many rows that gave. Filled from the
 * rows that are there, so that whatever is lost from now on is missed.
 */
export const storedWeeks: SchemaMigration = {
  name: '0008_stored_weeks',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const weeks = sql.id(schema, 'stored_weeks')
    const listings = sql.id(schema, 'listings')
    await sql`
      CREATE TABLE ${weeks} (
        account_id varchar NOT NULL,
        airbnb_listing_id text NOT NULL,
        week_start date NOT NULL,
        read_on date NOT NULL,
        chart_query integer NOT NULL,
        chart_summary integer NOT NULL,
        list_of_metrics integer NOT NULL,
        PRIMARY KEY (account_id, airbnb_listing_id, week_start),
        CONSTRAINT fk_stored_weeks_listing FOREIGN KEY (account_id, airbnb_listing_id)
          REFERENCES ${listings} (account_id, airbnb_listing_id) ON DELETE CASCADE
      )`.execute(db)
    const counted = WIDE_TABLE_NAMES.map((table) => {
      const day = sql.ref(METRIC_TABLES[table].day)
      return sql`
        SELECT account_id, airbnb_listing_id, ${day} - extract(dow FROM ${day})::int AS week_start, "time" AS read_on,
          ${sql.lit(table)} AS kept_in, count(*)::int AS kept
        FROM ${sql.id(schema, table)} GROUP BY 1, 2, 3, 4`
    })
    await sql`
      INSERT INTO ${weeks}
      SELECT DISTINCT ON (account_id, airbnb_listing_id, week_start)
        account_id, airbnb_listing_id, week_start, read_on,
        ${keptIn('chart_query')}, ${keptIn('chart_summary')}, ${keptIn('list_of_metrics')}
      FROM (${sql.join(counted, sql` UNION ALL `)}) AS counted
      JOIN ${listings} AS listing USING (account_id, airbnb_listing_id)
      GROUP BY account_id, airbnb_listing_id, week_start, read_on
      ORDER BY account_id, airbnb_listing_id, week_start, read_on DESC`.execute(db)
  },
}
