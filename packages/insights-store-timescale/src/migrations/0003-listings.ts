import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * The listings with their cursors. Those of an adopted database come from its rows: a cursor may only vouch
 * for what all three tables have, so it is the least of their newest scrape days, and null where a listing
 * is missing from one of them.
 */
export const listings: SchemaMigration = {
  name: '0003_listings',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const target = sql.id(schema, 'listings')
    await sql`
      CREATE TABLE ${target} (
        account_id varchar NOT NULL REFERENCES ${sql.id(schema, 'accounts')} (account_id),
        airbnb_listing_id text NOT NULL,
        listing_name text,
        airbnb_internal_name text,
        first_seen_on date,
        last_seen_on date,
        last_synced_day date,
        PRIMARY KEY (account_id, airbnb_listing_id)
      )`.execute(db)
    const extent = (table: string) => sql`
      SELECT span.*, (
        SELECT named.airbnb_internal_name
        FROM ${sql.id(schema, table)} AS named
        WHERE named.account_id = span.account_id
          AND named.airbnb_listing_id = span.airbnb_listing_id
          AND named."time" = span.newest
          AND named.airbnb_internal_name IS NOT NULL
        LIMIT 1
      ) AS name
      FROM (
        SELECT account_id, airbnb_listing_id, min("time") AS oldest, max("time") AS newest
        FROM ${sql.id(schema, table)}
        GROUP BY account_id, airbnb_listing_id
      ) AS span`
    await sql`
      INSERT INTO ${target} (
        account_id, airbnb_listing_id, airbnb_internal_name, first_seen_on, last_seen_on, last_synced_day
      )
      SELECT account_id, airbnb_listing_id,
        (array_agg(name ORDER BY newest DESC) FILTER (WHERE name IS NOT NULL))[1],
        min(oldest), max(newest), CASE WHEN count(*) = 3 THEN min(newest) END
      FROM (
        ${extent('chart_query')} UNION ALL ${extent('chart_summary')} UNION ALL ${extent('list_of_metrics')}
      ) AS extents
      GROUP BY account_id, airbnb_listing_id`.execute(db)
  },
}
