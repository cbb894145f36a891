import { type Kysely, sql } from 'kysely'
import { type AccountMetrics, createAccountMetrics } from './accounts/account-metrics.ts'
import { type Accounts, createAccounts } from './accounts/accounts.ts'
import { type Analysis, createAnalysis } from './analysis/analysis.ts'
import { type Commit, createCommit } from './commit/commit.ts'
import { type Copies, createCopies } from './copies/copies.ts'
import type { InsightsDatabase } from './database.ts'
import type { DriverHandle } from './driver-handle.ts'
import { sharesSessions } from './health/shared-sessions.ts'
import { checkWrites } from './health/write-probe.ts'
import { createLeases, type Leases } from './leases/leases.ts'
import { createListings, type Listings } from './listings/listings.ts'
import { createMaintenance, type Maintenance } from './maintenance/maintenance.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts'
import { type MigrateOptions, type MigrationReport, migrate } from './migrations/migrate.ts'
import { assertMigrated, type MigrationStatus, readMigrationStatus } from './migrations/migration-state.ts'
import { explainingNotMigrated } from './migrations/not-migrated.ts'
import { createNotifications, type Notifications } from './notifications/notifications.ts'
import { openContext } from './open-context.ts'
import { createOperator, type Operator } from './operator/operator.ts'
import { createPauses, type Pauses } from './pauses/pauses.ts'
import { returnedRow } from './returned-row.ts'
import { createRuns, type Runs } from './runs/runs.ts'
import { openSql, type ServeSqlOptions, type SqlServer, serveSql } from './sql/open-sql.ts'
import type { SqlOptions, SqlSession } from './sql/sql-session.ts'
import type { ServerInfo, StoreContext } from './store-context.ts'
import type { StoreOptions } from './store-options.ts'

/** An open store. Close it, or hold it with `await using`. */
export interface Store extends Commit, AsyncDisposable {
  readonly schema: string
  /** What was found at the other end; `timescale` is looked at again by each `migrate()`. */
  readonly server: ServerInfo
  /** All tables, bound to the schema, for reads of one's own. Raw SQL must name the schema itself. */
  readonly db: Kysely<InsightsDatabase>
  /** The driver beneath, for a library that keeps tables of its own in the same database, such as a queue. */
  readonly driver: DriverHandle
  readonly accounts: Accounts
  readonly accountMetrics: AccountMetrics
  readonly listings: Listings
  readonly metrics: Metrics
  readonly analysis: Analysis
  readonly runs: Runs
  readonly leases: Leases
  readonly pauses: Pauses
  readonly maintenance: Maintenance
  readonly copies: Copies
  readonly notifications: Notifications
  readonly operator: Operator
  /**
   * Brings the schema up to date, all of it or nothing; then makes hypertables of the tables of insights,
   * and encrypts cookies that stand in plaintext, where there is a key. Safe to call at each start and from
   * several processes at once. Adopts the database of a Python `sync-airbnb`, which must be stopped first. What has to be
   * told of many rows is made in batches, between two transactions: ended half-way, it goes on at the next call.
   *
   * @throws {@link NewerSchemaError} where a newer version of this package migrated it.
   * @throws {@link OlderLenderError} where an older process lends its embedded database; nothing was changed then.
   * @throws {@link MigrationError} where something failed; nothing was changed then.
   */
  migrate(options?: MigrateOptions): Promise<MigrationReport>
  /**
   * Which migrations the schema has, and which are pending.
   *
   * @throws {@link NewerSchemaError}
   */
  migrationStatus(): Promise<MigrationStatus>
  /**
   * Resolves where nothing is pending.
   *
   * @throws {@link NotMigratedError} naming what is pending.
   * @throws {@link NewerSchemaError}
   */
  assertMigrated(): Promise<void>
  /**
   * Resolves where the database takes rows: one of each kind is written in a transaction that is rolled back. Migrated
   * first.
   *
   * @throws {@link DatabaseNotWritableError} with the cause and what to do: the database is read-only, in TimescaleDB's
   * restoring mode, restored without its hypertables, full, or denies it.
   */
  checkWrites(): Promise<void>
  /**
   * Whether a pooler in transaction mode stands before the server. Settings of a session, listening and locks do not
   * last there. Null where that cannot be told: embedded, or with a pool of one session.
   */
  sharesSessions(): Promise<boolean | null>
  /** Resolves once the database has answered a trivial statement; rejects with the driver's error where it does not. */
  ping(): Promise<void>
  /** What the database's clock says, by which leases run out and runs come due. */
  clock(): Promise<Date>
  /**
   * Opens a session for statements that a person writes: each in a transaction of its own, read-only unless told
   * otherwise, with a time limit. On a server it takes one of the pool's sessions. An embedded database is handed over:
   * nothing else of this store works any more; to read, a copy of it is used, which others may write beside.
   *
   * @throws {@link EmbeddedDatabaseBusyError} to write where another process has the embedded database.
   */
  sql(options?: SqlOptions): Promise<SqlSession>
  /**
   * Opens a copy of the embedded database, without cookies, to clients of PostgreSQL's protocol on loopback, read-only and
   * with a password. It is handed over: nothing else of this store works any more.
   */
  serveSql(options: ServeSqlOptions): Promise<SqlServer>
  /** Ends all connections of the store's own; a given pool or PGlite stays open. Harmless when called again. */
  close(): Promise<void>
}

/**
 * Opens the database and checks that it can be used; changes nothing in it.
 *
 * @throws {@link InvalidStoreOptionError} for an option that cannot be used as given.
 * @throws {@link DatabaseUnreachableError} where no session could be opened.
 * @throws {@link UnsupportedDatabaseError} for a server that is too old, in recovery, or does not preload
 * the extension that the database has.
 * @throws {@link EmbeddedDatabaseBusyError} where another process has the embedded database open.
 * @throws {@link EmbeddedStorageError} where its folder cannot be used.
 * @throws {@link EmbeddedVersionError} where another major version of PostgreSQL made it.
 * @throws {@link EmbeddedDatabaseUnavailableError} where PGlite is not installed.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { context, unbound, connection, close } = await openContext(options)
  const { db, unhurried, brisk, schema, server } = context
  const assertSchema = () => assertMigrated(db, schema, ALL_MIGRATIONS)
  const explaining = <Part extends object>(part: Part): Part => explainingNotMigrated(part, assertSchema)
  return {
    schema,
    server,
    db: unhurried,
    driver: context.connection,
    accounts: explaining(createAccounts(context)),
    accountMetrics: explaining(createAccountMetrics(context)),
    listings: explaining(createListings(context)),
    metrics: explaining(createMetrics(context)),
    analysis: explaining(createAnalysis(context)),
    runs: explaining(createRuns(context)),
    leases: explaining(createLeases(context)),
    pauses: explaining(createPauses(context)),
    maintenance: explaining(createMaintenance(context)),
    notifications: explaining(createNotifications(context)),
    operator: explaining(createOperator(context)),
    copies: createCopies(context, unbound),
    ...explaining(createCommit(context)),
    migrate: (how) => migrate(context, unbound, how),
    migrationStatus: () => readMigrationStatus(db, schema, ALL_MIGRATIONS),
    assertMigrated: assertSchema,
    checkWrites: () => checkWrites({ ...context, db: brisk }),
    sharesSessions: () => sharesSessions(context),
    ping: async () => void (await sql`SELECT 1`.execute(brisk)),
    sql: (how) => openSql(context, connection, how ?? {}),
    serveSql: (how) => serveSql(context, connection, how),
    clock: () => readClock({ ...context, db: brisk }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function readClock({ db }: StoreContext): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(db)
  return returnedRow(rows).now
}
