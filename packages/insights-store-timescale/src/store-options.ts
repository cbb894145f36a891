import type { Logger } from 'insights-transform'
import type { PGlite as EmbeddedDatabase } from 'kysely'
import type { PoolerMode } from './connection/pooling.ts'
import type { CredentialKey } from './credentials/credential-keys.ts'
import type { HistoryMode } from './database.ts'

/** What the store uses of a `pg.Pool`: give it the pool itself. */
export interface PostgresPoolLike {
  /** Gives a session, to be released. */
  connect(): Promise<unknown>
  /** Never called: the pool stays the caller's. */
  end(): Promise<void>
  readonly options: object
}

/** The embedded database in a folder. */
export interface EmbeddedFolder {
  /** Its path; made, readable by its owner alone, where it is missing. `memory://` keeps all in memory. */
  dataDir: string
  /**
   * Where this process answers requests, if it does: whoever finds the folder in use is told to ask there.
   *
   * @defaultValue none
   */
  serviceUrl?: string
  /**
   * Only one process can have the folder open. `lend`: other processes of this user on this machine can use the database
   * through this one. `borrow`: where another process lends it, it is used through that one.
   *
   * @defaultValue neither
   */
  sharing?: 'lend' | 'borrow'
  /**
   * The `PGlite` class to open it with: a folder is read by the major version of PostgreSQL alone that made it.
   *
   * @defaultValue that of the package `@electric-sql/pglite` that is installed beside this one
   */
  engine?: object
}

/** An embedded database that the caller has open, shares with others, and closes himself. */
export interface GivenPGlite {
  /** A `PGlite` of `@electric-sql/pglite`. */
  pglite: EmbeddedDatabase
}

/** How to open a store. */
export interface StoreOptions {
  /**
   * Where the data is: a `postgres://` URL (SQLAlchemy's `postgresql+psycopg2://` is understood), a `pg.Pool`
   * (used and not closed), a folder for the embedded database, or a `PGlite` (used and not closed).
   */
  connection: string | PostgresPoolLike | EmbeddedFolder | GivenPGlite
  /**
   * The schema that holds all tables. Any name: it is always quoted.
   *
   * @defaultValue `'airbnb'`
   */
  schema?: string
  /**
   * Keys for cookies at rest: the first encrypts, all of them decrypt.
   *
   * @defaultValue none
   */
  credentialKeys?: readonly CredentialKey[]
  /**
   * Stores cookies as they are where there is no key.
   *
   * @defaultValue false
   */
  allowPlaintextCredentials?: boolean
  /**
   * The most connections that a pool of the store's own opens.
   *
   * @defaultValue 10
   */
  poolMax?: number
  /**
   * For how many milliseconds a server is waited for that does not answer a statement. Then its session is given up, and
   * the next try takes a new one: a connection may be dead without a word. What reads or deletes much gets five times
   * as long, and what has no limit at the server (migrations) 120 times. No more than an hour.
   *
   * @defaultValue 30000
   */
  queryTimeoutMs?: number
  /**
   * What stands before the server: nothing, or a pooler (PgBouncer and its like) that gives each session one of the server's
   * for as long as it lasts, or for a transaction alone. Behind the last, nothing is set for a session.
   *
   * @defaultValue `'auto'`: found out when the store is opened, by the number of its process that the server tells a
   *   session; a pooler that passes on the server's own is not seen
   */
  pooler?: 'auto' | PoolerMode
  /**
   * For a copy of the database that takes no writes, such as a hot standby: whatever writes fails there.
   *
   * @defaultValue false, and a server in recovery is refused
   */
  readOnly?: boolean
  /**
   * What this process writes of a reading that says what was known before: `changes` notes that it was made, `all` stores
   * a row of it as well. What is read is the same.
   *
   * @defaultValue what the database is set to: `all` where the Python system made it, else `changes`
   */
  history?: HistoryMode
  /**
   * What the server shows in `pg_stat_activity`.
   *
   * @defaultValue `'insights-store-timescale'`
   */
  applicationName?: string
  /**
   * Where `PGSSLMODE`, `PGSSLROOTCERT`, `PGSSLCERT` and `PGSSLKEY` are read with libpq's meanings, for a URL that says
   * nothing of them: `process.env`, say.
   *
   * @defaultValue the driver reads the first of them from the process by itself, where `require` also checks the
   *   certificate
   */
  environment?: Readonly<Record<string, string | undefined>>
  /**
   * Is told what is worth knowing and is no error. `console` fits; pino takes its arguments the other way round.
   *
   * @defaultValue silent
   */
  logger?: Logger
}
