import { type Kysely, sql } from 'kysely'
import { type Accounts, createAccounts } from './accounts/accounts.ts'
import { type Analysis, createAnalysis } from './analysis/analysis.ts'
import { type Commit, createCommit } from './commit/commit.ts'
import type { InsightsDatabase } from './database.ts'
import type { DriverHandle } from './driver-handle.ts'
import { createLeases, type Leases } from './leases/leases.ts'
import { createListings, type Listings } from './listings/listings.ts'
import { createMaintenance, type Maintenance } from './maintenance/maintenance.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts'
import { type MigrationReport, migrate } from './migrations/migrate.ts'
import { assertMigrated, type MigrationStatus, readMigrationStatus } from './migrations/migration-state.ts'
import { openContext } from './open-context.ts'
import { createRuns, type Runs } from './runs/runs.ts'
import type { ServerInfo } from './store-context.ts'
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
  readonly listings: Listings
  readonly metrics: Metrics
  readonly analysis: Analysis
  readonly runs: Runs
  readonly leases: Leases
  readonly maintenance: Maintenance
  /**
   * Brings the schema up to date, all of it or nothing; then makes hypertables of the tables of insights,
   * and encrypts cookies that stand in plaintext, where there is a key. Safe to call at each start and from
   * several processes at once. Adopts the database of a Python `sync-airbnb`, which must be stopped first.
   *
   * @throws {@link NewerSchemaError} where a newer version of this package migrated it.
   * @throws {@link MigrationError} where something failed; nothing was changed then.
   */
  migrate(): Promise<MigrationReport>
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
  /** Resolves once the database has answered a trivial statement; rejects with the driver's error where it does not. */
  ping(): Promise<void>
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
 * @throws {@link EmbeddedDatabaseUnavailableError} where PGlite is not installed.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { context, unbound, close } = await openContext(options)
  const { db, unhurried, brisk, schema, server } = context
  return {
    schema,
    server,
    db: unhurried,
    driver: context.connection,
    accounts: createAccounts(context),
    listings: createListings(context),
    metrics: createMetrics(context),
    analysis: createAnalysis(context),
    runs: createRuns(context),
    leases: createLeases(context),
    maintenance: createMaintenance(context),
    ...createCommit(context),
    migrate: () => migrate(context, unbound),
    migrationStatus: () => readMigrationStatus(db, schema, ALL_MIGRATIONS),
    assertMigrated: () => assertMigrated(db, schema, ALL_MIGRATIONS),
    ping: async () => void (await sql`SELECT 1`.execute(brisk)),
    close,
    [Symbol.asyncDispose]: close,
  }
}
