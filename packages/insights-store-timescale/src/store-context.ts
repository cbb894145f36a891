import type { Logger, MetricTable } from 'insights-transform'
import { type PGlite as EmbeddedDatabase, type Kysely, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { PoolSession } from './connection/pool-session.ts'
import type { PoolerMode } from './connection/pooling.ts'
import type { TimeLimits } from './connection/time-limits.ts'
import type { Keyring } from './credentials/keyring.ts'
import type { HistoryMode, InsightsDatabase, TableName } from './database.ts'
import type { PGliteHandle } from './driver-handle.ts'
import type { KnownChunks } from './hypertables/known-chunks.ts'

/**
 * What the database can do with hypertables. `none`: no TimescaleDB in it (plain PostgreSQL, embedded).
 * `apache`: hypertables and `drop_chunks`. `community`: also compression, policies, continuous aggregates.
 */
export type TimescaleLevel = 'none' | 'apache' | 'community'

/** What was found when the store was opened. */
export interface ServerInfo {
  kind: 'embedded' | 'server'
  /** PostgreSQL's version, e.g. `17.12`. */
  version: string
  /**
   * The database's encoding where it lacks characters, e.g. `LATIN1`: for each of those `?` is stored. Null where it
   * holds every text, as UTF-8 does.
   */
  lossyEncoding: string | null
  /** What stands before the server, as far as it shows. */
  pooler: PoolerMode
  /** Whether it is a standby, or still replaying its log: only a store that is opened `readOnly` can be on one. */
  inRecovery: boolean
  timescale: {
    level: TimescaleLevel
    /** The extension's version in this database, e.g. `2.19.3`; null where it is not installed. */
    version: string | null
  }
}

/** The driver beneath kysely, for what kysely cannot say (COPY). */
export type Driver =
  | { kind: 'server'; pool: pg.Pool; queryTimeoutMs: number; session: () => Promise<PoolSession> }
  | { kind: 'embedded'; pglite: PGliteHandle & Pick<EmbeddedDatabase, 'transaction'> }

/** What every part of the store is made from. */
export interface StoreContext {
  /** Bound to the schema: tables are named without it. Inside a transaction use the transaction alone. */
  readonly db: Kysely<InsightsDatabase>
  /** The same with the time that reading or deleting much may take. */
  readonly unhurried: Kysely<InsightsDatabase>
  /** The same with the time that is left to keep a lease. */
  readonly brisk: Kysely<InsightsDatabase>
  readonly limits: TimeLimits
  readonly schema: string
  readonly server: ServerInfo
  readonly keyring: Keyring
  readonly logger: Logger
  readonly connection: Driver
  readonly knownChunks: KnownChunks
  /** How this process writes the history; undefined for as the database has it. */
  readonly history: HistoryMode | undefined
}

/** The context of parts that read or delete much. */
export const withoutHurry = (context: StoreContext): StoreContext => ({ ...context, db: context.unhurried })

/** A table's name with its schema, for raw SQL, which kysely does not bind to the schema by itself. */
export const tableIn = (schema: string, table: TableName): RawBuilder<unknown> => sql.id(schema, table)

/** The table of what is known now of a table of insights. */
export const currentIn = (schema: string, table: MetricTable): RawBuilder<unknown> =>
  tableIn(schema, `${table}_current`)

/** A table's name as text that PostgreSQL casts to `regclass`, whatever characters the schema's name has. */
export const regclassText = (schema: string, table: TableName): string =>
  `"${schema.replaceAll('"', '""')}"."${table}"`
