import {
  addDays,
  type CalendarDate,
  METRIC_TABLE_NAMES,
  type MetricTable,
  utcDateOf,
} from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { LeaseToken } from '../leases/fence.ts'
import { fencedTransaction } from '../leases/fenced-transaction.ts'
import { readPolicies } from '../maintenance/policies.ts'
import { columnsOf } from '../metrics/metric-columns.ts'
import { sameKey } from '../metrics/upsert-statement.ts'
import { currentIn, type StoreContext, tableIn } from '../store-context.ts'
import { sundayOf } from '../sunday-of.ts'

/** Rows that a listing's cursor vouches for and that are not there. */
export interface LostRows {
  listingId: string
  /** The Sunday of their week of nights; null where nothing is known of any week behind the cursor. */
  weekStart: CalendarDate | null
  /** The scrape day that read them. */
  readOn: CalendarDate
  /** The tables that lack some or all of them. */
  tables: MetricTable[]
}

/**
 * How many keys of each stored week are known from its scrape day or a later one, and stand in the history: the newest row
 * of each, since the numbers say the same from then on. Each is looked up once, for all weeks together: a listing may have
 * thousands. With its limit it is looked up by the index, where a join might read all of a history that is many times as
 * large.
 */
const keptWeeks = (schema: string, accountId: string, table: MetricTable): RawBuilder<unknown> => {
  const columns = columnsOf(table)
  const sunday = sundayOf(sql.ref(`known.${columns.day}`))
  return sql`
    SELECT week.airbnb_listing_id, week.week_start, sum(kept.keys)::int AS keys
    FROM ${tableIn(schema, 'stored_weeks')} AS week JOIN (
      SELECT known.airbnb_listing_id, ${sunday} AS week_start, known.confirmed_on, count(*) AS keys
      FROM ${currentIn(schema, table)} AS known CROSS JOIN LATERAL (
        SELECT FROM ${tableIn(schema, table)} AS stored
        WHERE stored.account_id = known.account_id AND ${sameKey('stored', 'known', columns)}
          AND stored."time" >= known."time"
        ORDER BY stored."time" LIMIT 1) AS found
      WHERE known.account_id = ${accountId}
      GROUP BY 1, 2, 3) AS kept
      ON kept.airbnb_listing_id = week.airbnb_listing_id AND kept.week_start = week.week_start
    WHERE week.account_id = ${accountId} AND kept.confirmed_on >= week.read_on
    GROUP BY 1, 2`
}

/** {@link keptWeeks} of all tables, as parts of WITH, each called as its table. */
const allKeptWeeks = (schema: string, accountId: string): RawBuilder<unknown> =>
  sql.join(
    METRIC_TABLE_NAMES.map(
      (table) => sql`${sql.ref(table)} AS MATERIALIZED (${keptWeeks(schema, accountId, table)})`,
    ),
  )

const joinedToWeek = sql.join(
  METRIC_TABLE_NAMES.map(
    (
      table,
    ) => sql`LEFT JOIN ${sql.ref(table)} ON ${sql.ref(`${table}.airbnb_listing_id`)} = week.airbnb_listing_id
      AND ${sql.ref(`${table}.week_start`)} = week.week_start`,
  ),
  sql` `,
)

const keysOf = (table: MetricTable): RawBuilder<number> => sql`coalesce(${sql.ref(`${table}.keys`)}, 0)`

/**
 * Holds an account's cursors against its rows. Rows and what vouches for them are committed together, so whatever is
 * missing was lost afterwards: by a restore that left some out, TRUNCATE, a dropped chunk, another tool. What
 * retention drops is not missed.
 */
export const findLostRows = async (context: StoreContext, accountId: string): Promise<LostRows[]> => {
  const { db, schema } = context
  const isLost = METRIC_TABLE_NAMES.map(
    (table) => sql`week.${sql.ref(table)} > ${keysOf(table)} AS ${sql.ref(table)}`,
  )
  const columns = METRIC_TABLE_NAMES.map((table) => sql.ref(table))
  const { rows } = await sql<
    { listing: string; week: string | null; read_on: string } & Record<MetricTable, boolean>
  >`
    WITH ${allKeptWeeks(schema, accountId)}
    SELECT * FROM (
      SELECT week.airbnb_listing_id AS listing, week.week_start AS week, week.read_on, ${sql.join(isLost)}
      FROM ${tableIn(schema, 'stored_weeks')} AS week ${joinedToWeek}
      WHERE week.account_id = ${accountId}
    ) AS looked_up
    WHERE ${sql.join(columns, sql` OR `)}
    UNION ALL
    SELECT airbnb_listing_id, NULL, last_synced_day, ${sql.join(METRIC_TABLE_NAMES.map(() => sql`TRUE`))}
    FROM ${tableIn(schema, 'listings')} AS listing
    WHERE account_id = ${accountId} AND last_synced_day IS NOT NULL AND NOT EXISTS (
      SELECT FROM ${tableIn(schema, 'stored_weeks')} AS week
      WHERE week.account_id = listing.account_id AND week.airbnb_listing_id = listing.airbnb_listing_id)
    ORDER BY 1, 2 NULLS FIRST`.execute(db)
  const lost = rows.map((row) => ({
    listingId: row.listing,
    weekStart: row.week,
    readOn: row.read_on,
    tables: METRIC_TABLE_NAMES.filter((table) => row[table]),
  }))
  return lost.length === 0 ? lost : withoutDropped(context, lost)
}

/** What the database's own policies have dropped was dropped on purpose. */
const withoutDropped = async (
  { db, schema, server }: StoreContext,
  lost: readonly LostRows[],
): Promise<LostRows[]> => {
  if (server.timescale.level !== 'community') return [...lost]
  const policies = await readPolicies(db, schema)
  const keptSince = new Map(
    policies.flatMap(({ table, kind, afterDays }) =>
      kind === 'retention' && afterDays !== null
        ? [[table, addDays(utcDateOf(new Date()), -afterDays)] as const]
        : [],
    ),
  )
  return lost
    .map((rows) => ({
      ...rows,
      tables: rows.tables.filter((table) => rows.readOn >= (keptSince.get(table) ?? rows.readOn)),
    }))
    .filter(({ tables }) => tables.length > 0)
}

/**
 * Lets cursors vouch no more for rows that are lost for good. Those that are there still count.
 *
 * @throws LeaseLostError: nothing was written.
 */
export const writeOffRows = async (
  context: StoreContext,
  lease: LeaseToken,
  lost: readonly LostRows[],
): Promise<void> => {
  const { schema } = context
  const { accountId } = lease
  const weeks = lost.filter(({ weekStart }) => weekStart !== null)
  const listings = lost.filter(({ weekStart }) => weekStart === null)
  await fencedTransaction(context, lease, { name: 'write off rows', attributes: {} }, async (tx) => {
    await sql`
      WITH ${allKeptWeeks(schema, accountId)}
      UPDATE ${tableIn(schema, 'stored_weeks')} AS stored
      SET ${sql.join(METRIC_TABLE_NAMES.map((table) => sql`${sql.ref(table)} = ${keysOf(table)}`))}
      FROM unnest(
        ${weeks.map(({ listingId }) => listingId)}::text[], ${weeks.map(({ weekStart }) => weekStart)}::date[]
      ) AS week (airbnb_listing_id, week_start) ${joinedToWeek}
      WHERE stored.account_id = ${accountId} AND stored.airbnb_listing_id = week.airbnb_listing_id
        AND stored.week_start = week.week_start`.execute(tx)
    await sql`
      UPDATE ${tableIn(schema, 'listings')} SET last_synced_day = NULL
      WHERE account_id = ${accountId}
        AND airbnb_listing_id = ANY(${listings.map(({ listingId }) => listingId)}::text[])`.execute(tx)
  })
}
