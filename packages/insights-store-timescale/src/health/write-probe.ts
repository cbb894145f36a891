import { randomUUID } from 'node:crypto'
import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { sql, type Transaction } from 'kysely'
import { barestRow } from '../barest-row.ts'
import { transact } from '../connection/transact.ts'
import type { InsightsDatabase } from '../database.ts'
import { databaseErrorCode } from '../database-error-code.ts'
import { DatabaseNotWritableError } from '../errors.ts'
import { timescaleSchema } from '../hypertables/timescale-catalogue.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** Ends the transaction of a probe that went well: nothing of it stays. */
class TakenBack extends Error {}

interface ServerState {
  database: string
  read_only: boolean
  in_recovery: boolean
  restoring: boolean
}

/**
 * Writes a row of each kind in a transaction that is rolled back, and reads what the server says of itself: also what
 * only new sessions would meet. Nothing stays, and nobody waits for it.
 *
 * @throws DatabaseNotWritableError with the cause and what to do.
 */
export async function checkWrites(context: StoreContext): Promise<void> {
  const state = await readState(context)
  refuseState(state)
  try {
    await transact(context.db, async (tx) => {
      await sql`SELECT set_config('lock_timeout', '2s', true), set_config('statement_timeout', '5s', true)`.execute(
        tx,
      )
      await writeRows(tx, context)
      throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw explainFailure(error, state, context.schema)
  }
}

async function readState({ db }: StoreContext): Promise<ServerState> {
  // Settings of a database or a role hold for sessions that begin after them: the pool's may be older.
  const { rows } = await sql<ServerState>`
    SELECT database, in_recovery,
      read_only OR 'default_transaction_read_only=on' = ANY(of_new_sessions) AS read_only,
      restoring OR 'timescaledb.restoring=on' = ANY(of_new_sessions) AS restoring
    FROM (
      SELECT current_database()::text AS database, pg_is_in_recovery() AS in_recovery,
        current_setting('transaction_read_only') = 'on' AS read_only,
        coalesce(current_setting('timescaledb.restoring', true) IN ('on', 'true'), FALSE) AS restoring,
        ARRAY(
          SELECT replace(lower(setting), '=true', '=on')
          FROM pg_catalog.pg_db_role_setting AS given, unnest(given.setconfig) AS setting
          WHERE given.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
            AND given.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user))
        ) AS of_new_sessions
    ) AS found`.execute(db)
  const [state] = rows
  if (state === undefined) throw new Error('the server does not say how it is')
  return state
}

function refuseState({ database, read_only, in_recovery, restoring }: ServerState): void {
  if (in_recovery) {
    throw new DatabaseNotWritableError(
      'in_recovery',
      'The server has become a standby and takes no writes.',
      {
        remedy: 'Connect to the primary.',
      },
    )
  }
  if (restoring) {
    throw new DatabaseNotWritableError(
      'restoring',
      `The database ${database} is in TimescaleDB's restoring mode, in which hypertables take no rows.`,
      { remedy: 'When pg_restore has ended, run in that database: SELECT timescaledb_post_restore();' },
    )
  }
  if (read_only) throw readOnly(database)
}

function readOnly(database: string, cause?: unknown): DatabaseNotWritableError {
  return new DatabaseNotWritableError(
    'read_only',
    `The database ${database} is read-only.`,
    {
      remedy: `Hosted databases become so when their disk is full: make room first. Then: ALTER DATABASE ${quoted(database)} RESET default_transaction_read_only; and the same for the role and the server, if it was set there.`,
    },
    { cause },
  )
}

async function writeRows(tx: Transaction<InsightsDatabase>, { schema }: StoreContext): Promise<void> {
  const accountId = `write-probe-${randomUUID()}`
  const listing = { account_id: accountId, airbnb_listing_id: '0' }
  const today = sql<string>`current_date`
  await tx
    .insertInto('accounts')
    .values({
      account_id: accountId,
      airbnb_cookie: '-',
      x_client_version: '-',
      user_agent: '-',
      is_active: false,
    })
    .execute()
  await tx
    .insertInto('listings')
    .values({ ...listing, listing_name: '-', airbnb_internal_name: '-' })
    .execute()
  await tx.insertInto('sync_runs').values({ account_id: accountId, scrape_day: today }).execute()
  for (const [table, day] of await daysToWrite(tx, schema)) {
    const { names, values } = barestRow(table, '0', today)
    await sql`
      INSERT INTO ${tableIn(schema, table)} (account_id, "time", ${names})
      VALUES (${accountId}, ${day ?? today}, ${values})`.execute(tx)
  }
}

/**
 * The scrape day under which to write to each table: the newest that it has, whose chunk is there. Making a chunk would
 * lock others out, so that a hypertable without any is not written to.
 */
async function daysToWrite(
  tx: Transaction<InsightsDatabase>,
  schema: string,
): Promise<[MetricTable, string | null][]> {
  const hypertables = await hypertablesOf(tx, schema)
  const days: [MetricTable, string | null][] = []
  for (const table of METRIC_TABLE_NAMES) {
    const { rows } = await sql<{ time: string }>`
      SELECT "time" FROM ${tableIn(schema, table)} ORDER BY "time" DESC LIMIT 1`.execute(tx)
    const day = rows[0]?.time ?? null
    if (day !== null || !hypertables.has(table)) days.push([table, day])
  }
  return days
}

async function hypertablesOf(
  tx: Transaction<InsightsDatabase>,
  schema: string,
): Promise<ReadonlySet<string>> {
  if ((await timescaleSchema(tx)) === null) return new Set()
  const { rows } = await sql<{ name: string }>`
    SELECT hypertable_name AS name FROM timescaledb_information.dimensions
    WHERE hypertable_schema = ${schema}`.execute(tx)
  return new Set(rows.map(({ name }) => name))
}

/** What a write that failed says, with what to do about it. */
function explainFailure(error: unknown, { database }: ServerState, schema: string): unknown {
  const code = databaseErrorCode(error)
  const message = error instanceof Error ? error.message : String(error)
  // What the connection broke of has no SQLSTATE: the database is away, which is another matter.
  if (code === null || !/^[0-9A-Z]{5}$/.test(code)) return error
  if (code === '25006') return readOnly(database, error)
  const failed = (
    reason: DatabaseNotWritableError['reason'],
    remedy: string,
    what = `The database ${database} takes no rows: ${message}.`,
  ) => new DatabaseNotWritableError(reason, what, { remedy }, { cause: error })
  if (/on the root table of hypertable/.test(message)) {
    return failed(
      'no_hypertable',
      'Migrate again: it makes hypertables of them. Then hold the rows against your backup: such a dump has none of the rows in chunks.',
      `The tables of insights were restored without what TimescaleDB knows of them: ${message}.`,
    )
  }
  if (code === '42501') {
    return failed(
      'denied',
      `GRANT USAGE ON SCHEMA ${quoted(schema)} TO CURRENT_USER; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${quoted(schema)} TO CURRENT_USER; as its owner, with the name of the role that connects.`,
    )
  }
  if (code === '53100') return failed('disk_full', 'Make room on the disk of the server.')
  return failed('failed', "Look for the cause in the server's log.")
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
