import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { BatchProgress } from '../batch-work.ts'
import { transact } from '../connection/transact.ts'
import type { HistoryMode, InsightsDatabase } from '../database.ts'
import { HistoryConversionError, InvalidStoreOptionError } from '../errors.ts'
import { laneOf, lanePartsOf, nightsOf } from '../metrics/lanes.ts'
import { columnsOf } from '../metrics/metric-columns.ts'
import { namesIn, namesOf, sameKey } from '../metrics/upsert-statement.ts'
import { returnedRow } from '../returned-row.ts'
import { currentIn, type StoreContext, tableIn } from '../store-context.ts'

/** How to convert. */
export interface ConvertOptions {
  /** Is told how far it has come. @defaultValue nobody is */
  onProgress?: (progress: BatchProgress) => void
  /** Ends it between two batches: what is converted stays so. @defaultValue none */
  signal?: AbortSignal
}

/** What became of the history. */
export interface HistoryConversion {
  /** How the database keeps it from now on. */
  history: HistoryMode
  /** Rows that said what was known before, and are gone now. */
  removedRows: number
  /** Rows that are there now for readings which had none. */
  addedRows: number
}

interface ListingOf {
  account: string
  listing: string
}

/**
 * Brings the history of every listing to what is wanted, and sets the database to go on like that. One listing and table
 * at a time, while nobody writes rows of its account, and only if the answers for every scrape day are the same after it:
 * ended half-way, the next call goes on where it was.
 *
 * @throws HistoryConversionError where they would not be; that batch is undone, and those before it stay.
 */
export async function convertHistory(
  context: StoreContext,
  history: HistoryMode,
  { onProgress = () => {}, signal }: ConvertOptions = {},
): Promise<HistoryConversion> {
  if (history !== 'changes' && history !== 'all') {
    throw new InvalidStoreOptionError(
      'history',
      `history must be changes or all; given was "${String(history)}".`,
    )
  }
  const { db, schema } = context
  // Whoever writes meanwhile already does it in the new way.
  await sql`UPDATE ${tableIn(schema, 'history_mode')} SET mode = ${history}`.execute(db)
  const report: HistoryConversion = { history, removedRows: 0, addedRows: 0 }
  const batches: { table: MetricTable; of: ListingOf }[] = []
  for (const table of METRIC_TABLE_NAMES) {
    const { rows } = await sql<ListingOf>`
      SELECT account_id AS account, airbnb_listing_id AS listing FROM ${currentIn(schema, table)}
      GROUP BY 1, 2 ORDER BY 1, 2`.execute(db)
    batches.push(...rows.map((of) => ({ table, of })))
  }
  for (const [done, { table, of }] of batches.entries()) {
    signal?.throwIfAborted()
    onProgress({ what: `the history of ${table}`, done, total: batches.length })
    const changed = await transact(db, (tx) => convertListing(tx, schema, history, table, of))
    if (history === 'changes') report.removedRows += changed
    else report.addedRows += changed
  }
  return report
}

async function convertListing(
  tx: Transaction<InsightsDatabase>,
  schema: string,
  history: HistoryMode,
  table: MetricTable,
  of: ListingOf,
): Promise<number> {
  await sql`SET LOCAL statement_timeout = 0`.execute(tx)
  // Rows that are compressed are opened for it, however many they are.
  await sql`
    SELECT set_config(name, '0', true) FROM pg_catalog.pg_settings
    WHERE name = 'timescaledb.max_tuples_decompressed_per_dml_transaction'`.execute(tx)
  await sql`
    SELECT 1 FROM ${tableIn(schema, 'accounts')} WHERE account_id = ${of.account} FOR NO KEY UPDATE`.execute(
    tx,
  )
  const before = await checksum(tx, schema, table, of)
  const changed = await (history === 'changes' ? removeRepeated : addConfirmed)(tx, schema, table, of)
  const after = await checksum(tx, schema, table, of)
  if (after === before) return changed
  throw new HistoryConversionError(
    `The history of listing ${of.listing} in ${table} would answer otherwise once converted: it was left as it was.`,
    { accountId: of.account, listingId: of.listing, table },
  )
}

const isOf = ({ account, listing }: ListingOf, row: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${row}.account_id`)} = ${account} AND ${sql.ref(`${row}.airbnb_listing_id`)} = ${listing}`

/** The nights of the listing that were confirmed, by lane, one row for each and scrape day. */
const confirmedNights = (schema: string, table: MetricTable, of: ListingOf): RawBuilder<unknown> => sql`
  SELECT noted.lane, lower(span) + night AS night, noted."time"
  FROM ${tableIn(schema, 'confirmations')} AS noted CROSS JOIN unnest(noted.days) AS span
  CROSS JOIN LATERAL generate_series(0, upper(span) - lower(span) - 1) AS night
  WHERE ${isOf(of, 'noted')} AND noted.kept_in = ${table}`

/**
 * What every as-of answer comes from: each reading with its numbers, whether it has a row or was confirmed. Independent of
 * their order.
 */
async function checksum(
  tx: Transaction<InsightsDatabase>,
  schema: string,
  table: MetricTable,
  of: ListingOf,
): Promise<string> {
  const columns = columnsOf(table)
  const { day, values } = columns
  const { rows } = await sql<{ sum: string }>`
    SELECT coalesce(sum(hashtextextended(concat_ws(' ', lane, night, read_on, numbers), 0)), 0)::text AS sum
    FROM (
      SELECT DISTINCT lane, night, read_on,
        first_value(numbers) OVER (PARTITION BY lane, night, in_a_row ORDER BY read_on, is_row DESC) AS numbers
      FROM (
        SELECT *, count(*) FILTER (WHERE is_row) OVER (PARTITION BY lane, night ORDER BY read_on) AS in_a_row
        FROM (
          SELECT ${laneOf(columns, 'stored')} AS lane, ${sql.ref(`stored.${day}`)} AS night, stored."time" AS read_on,
            TRUE AS is_row, ROW(${namesIn('stored', values)})::text AS numbers
          FROM ${tableIn(schema, table)} AS stored WHERE ${isOf(of, 'stored')}
          UNION ALL
          SELECT lane, night, "time", FALSE, NULL FROM (${confirmedNights(schema, table, of)}) AS confirmed
        ) AS readings
      ) AS counted
    ) AS read`.execute(tx)
  return returnedRow(rows).sum
}

/** Takes away rows that say what the row before says, and notes that they were read. */
async function removeRepeated(
  tx: Transaction<InsightsDatabase>,
  schema: string,
  table: MetricTable,
  of: ListingOf,
): Promise<number> {
  const columns = columnsOf(table)
  const { key, values } = columns
  const { rows } = await sql<{ removed: number }>`
    WITH compared AS (
      SELECT airbnb_listing_id, ${namesOf(key)}, "time", confirmed_on IS NULL
        AND lag("time") OVER again IS NOT NULL
        AND ROW(${namesOf(values)})::text = lag(ROW(${namesOf(values)})::text) OVER again AS is_repeated
      FROM ${tableIn(schema, table)} AS stored WHERE ${isOf(of, 'stored')}
      WINDOW again AS (PARTITION BY ${namesOf(key)} ORDER BY "time")
    ), repeated AS MATERIALIZED (
      SELECT airbnb_listing_id, ${namesOf(key)}, "time" FROM compared WHERE is_repeated
    ), noted AS (
      INSERT INTO ${tableIn(schema, 'confirmations')} AS kept (
        account_id, airbnb_listing_id, kept_in, lane, "time", days)
      SELECT ${of.account}, ${of.listing}, ${table}, ${laneOf(columns, 'repeated')}, "time", ${nightsOf(columns)}
      FROM repeated GROUP BY ${sql.join([sql`"time"`, ...lanePartsOf(columns, 'repeated')])}
      ON CONFLICT (account_id, airbnb_listing_id, kept_in, lane, "time") DO UPDATE SET
        days = kept.days + excluded.days
    ), moved AS (
      UPDATE ${currentIn(schema, table)} AS known SET "time" = newest."time"
      FROM (
        SELECT airbnb_listing_id, ${namesOf(key)}, max("time") AS "time" FROM compared WHERE NOT is_repeated
        GROUP BY airbnb_listing_id, ${namesOf(key)}) AS newest
      WHERE ${isOf(of, 'known')} AND ${sameKey('known', 'newest', columns)} AND known."time" <> newest."time"
    ), removed AS (
      DELETE FROM ${tableIn(schema, table)} AS stored USING repeated
      WHERE ${isOf(of, 'stored')} AND ${sameKey('stored', 'repeated', columns)} AND stored."time" = repeated."time"
      RETURNING 1)
    SELECT count(*)::int AS removed FROM removed`.execute(tx)
  return returnedRow(rows).removed
}

/** Gives each confirmed reading a row with what stood there, and forgets that it was confirmed. */
async function addConfirmed(
  tx: Transaction<InsightsDatabase>,
  schema: string,
  table: MetricTable,
  of: ListingOf,
): Promise<number> {
  const columns = columnsOf(table)
  const { day, key, values } = columns
  const { rows } = await sql<{ added: number }>`
    WITH confirmed AS MATERIALIZED (
      SELECT known.airbnb_listing_id, ${namesIn('known', key)}, noted."time"
      FROM (${confirmedNights(schema, table, of)}) AS noted JOIN ${currentIn(schema, table)} AS known
        ON ${isOf(of, 'known')} AND ${laneOf(columns, 'known')} = noted.lane AND ${sql.ref(`known.${day}`)} = noted.night
    ), added AS (
      INSERT INTO ${tableIn(schema, table)} (account_id, "time", airbnb_listing_id, ${namesOf(key)}, ${namesOf(values)})
      SELECT ${of.account}, confirmed."time", ${of.listing}, ${namesIn('confirmed', key)}, ${namesIn('stands', values)}
      FROM confirmed CROSS JOIN LATERAL (
        SELECT stored.* FROM ${tableIn(schema, table)} AS stored
        WHERE ${isOf(of, 'stored')} AND ${sameKey('stored', 'confirmed', columns)}
          AND stored."time" <= confirmed."time"
        ORDER BY stored."time" DESC LIMIT 1) AS stands
      ON CONFLICT DO NOTHING RETURNING 1
    ), forgotten AS (
      DELETE FROM ${tableIn(schema, 'confirmations')} AS noted
      WHERE ${isOf(of, 'noted')} AND noted.kept_in = ${table}
    ), moved AS (
      UPDATE ${currentIn(schema, table)} AS known SET "time" = newest."time"
      FROM (
        SELECT airbnb_listing_id, ${namesOf(key)}, max("time") AS "time" FROM confirmed
        GROUP BY airbnb_listing_id, ${namesOf(key)}) AS newest
      WHERE ${isOf(of, 'known')} AND ${sameKey('known', 'newest', columns)} AND known."time" < newest."time")
    SELECT count(*)::int AS added FROM added`.execute(tx)
  return returnedRow(rows).added
}
