import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * The accounts and the three tables of insights as the Python system has them. Its own tables, where they
 * are already there, stay as they are.
 */
export const insightsTables: SchemaMigration = {
  name: '0001_insights_tables',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const accounts = sql.id(schema, 'accounts')
    await sql`
      CREATE TABLE IF NOT EXISTS ${accounts} (
        account_id varchar PRIMARY KEY,
        customer_id uuid,
        airbnb_cookie text NOT NULL,
        x_airbnb_client_trace_id varchar,
        x_client_version varchar NOT NULL,
        user_agent text NOT NULL,
        is_active boolean NOT NULL,
        last_sync_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`.execute(db)
    await sql`CREATE INDEX IF NOT EXISTS ix_airbnb_accounts_customer_id ON ${accounts} (customer_id)`.execute(
      db,
    )
    await sql`CREATE INDEX IF NOT EXISTS ix_airbnb_accounts_is_active ON ${accounts} (is_active)`.execute(db)
    await sql`
      CREATE TABLE IF NOT EXISTS ${sql.id(schema, 'chart_query')} (
        account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
        "time" date NOT NULL DEFAULT now()::date,
        airbnb_listing_id text NOT NULL,
        airbnb_internal_name text,
        metric_date date NOT NULL,
        conversion_rate_your_value double precision,
        conversion_rate_your_value_string text,
        conversion_rate_similar_value double precision,
        conversion_rate_similar_value_string text,
        p3_impressions_your_value integer,
        p3_impressions_your_value_string text,
        p3_impressions_similar_value integer,
        p3_impressions_similar_value_string text,
        CONSTRAINT uq_chart_query_listing_metric_date
          UNIQUE (account_id, airbnb_listing_id, metric_date, "time")
      )`.execute(db)
    await sql`
      CREATE TABLE IF NOT EXISTS ${sql.id(schema, 'chart_summary')} (
        account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
        "time" date NOT NULL DEFAULT now()::date,
        airbnb_listing_id text NOT NULL,
        airbnb_internal_name text,
        window_start date NOT NULL,
        window_end date NOT NULL,
        conversion_rate_value double precision,
        conversion_rate_value_string text,
        conversion_rate_value_change double precision,
        conversion_rate_value_change_string text,
        p2_impressions_first_page_rate_value double precision,
        p2_impressions_first_page_rate_value_string text,
        search_conversion_rate_value double precision,
        search_conversion_rate_value_string text,
        listing_conversion_rate_value double precision,
        listing_conversion_rate_value_string text,
        p3_impressions_value integer,
        p3_impressions_value_string text,
        p3_impressions_value_change double precision,
        p3_impressions_value_change_string text,
        p2_impressions_value integer,
        p2_impressions_value_string text,
        CONSTRAINT uq_chart_summary_listing_window
          UNIQUE (account_id, airbnb_listing_id, window_start, "time")
      )`.execute(db)
    await sql`
      CREATE TABLE IF NOT EXISTS ${sql.id(schema, 'list_of_metrics')} (
        account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
        "time" date NOT NULL DEFAULT now()::date,
        airbnb_listing_id text NOT NULL,
        airbnb_internal_name text,
        window_start date NOT NULL,
        window_end date NOT NULL,
        conversion_rate_value double precision,
        conversion_rate_value_string text,
        p2_impressions_first_page_rate_value double precision,
        p2_impressions_first_page_rate_value_string text,
        search_conversion_rate_value double precision,
        search_conversion_rate_value_string text,
        listing_conversion_rate_value double precision,
        listing_conversion_rate_value_string text,
        p3_impressions_value integer,
        p3_impressions_value_string text,
        p2_impressions_value integer,
        p2_impressions_value_string text,
        CONSTRAINT uq_list_of_metrics_listing_window
          UNIQUE (account_id, airbnb_listing_id, window_start, "time")
      )`.execute(db)
  },
}
