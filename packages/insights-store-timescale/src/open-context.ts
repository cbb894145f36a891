import { silentLogger } from 'insights-transform'
import { Kysely } from 'kysely'
import { connect } from './connection/connect.ts'
import { migrationDialect } from './connection/migration-dialect.ts'
import { explainOpenFailure } from './connection/open-failure.ts'
import type { PoolerMode } from './connection/pooling.ts'
import { inspectServer } from './connection/server-inspection.ts'
import type { StoreConnection } from './connection/store-connection.ts'
import { timeLimits } from './connection/time-limits.ts'
import { createKeyring } from './credentials/keyring.ts'
import type { HistoryMode, InsightsDatabase } from './database.ts'
import { InvalidStoreOptionError } from './errors.ts'
import type { StoreContext } from './store-context.ts'
import type { StoreOptions } from './store-options.ts'

/** PostgreSQL cuts longer names off without a word. */
const LONGEST_SCHEMA_NAME_BYTES = 63

/** An open database with all that the parts of a store need. */
interface OpenContext {
  context: StoreContext
  /** The database without the schema bound to it: for migrations, which make the schema. */
  unbound: Kysely<InsightsDatabase>
  connection: StoreConnection
  close: () => Promise<void>
}

/**
 * Opens the database and checks that it can be used. Nothing is left open where it cannot.
 *
 * @throws the errors of {@link openStore}
 */
export async function openContext(options: StoreOptions): Promise<OpenContext> {
  const schema = checkSchemaName(options.schema ?? 'airbnb')
  const poolMax = checkPoolMax(options.poolMax ?? 10)
  const logger = options.logger ?? silentLogger
  const keyring = createKeyring({
    keys: options.credentialKeys ?? [],
    allowPlaintext: options.allowPlaintextCredentials ?? false,
  })
  const applicationName = options.applicationName ?? 'insights-store-timescale'
  const limits = timeLimits(checkQueryTimeout(options.queryTimeoutMs ?? 30_000))
  const { connection: given } = options
  const connection = await connect({
    connection: given,
    poolMax,
    applicationName,
    environment: options.environment ?? {},
    limits,
    pooler: checkPooler(options.pooler ?? 'auto'),
    logger,
  })
  const opened: Kysely<InsightsDatabase>[] = []
  const openWith = (queryMs: number): Kysely<InsightsDatabase> => {
    const db = new Kysely<InsightsDatabase>({
      dialect: migrationDialect(connection.dialect(queryMs), schema),
    })
    opened.push(db)
    return db
  }
  const unbound = openWith(limits.unlimitedQueryMs)
  // Nothing lies between a process and its embedded database, and its transactions wait for each other in one kysely.
  const within = (queryMs: number): Kysely<InsightsDatabase> =>
    (connection.kind === 'embedded' ? unbound : openWith(queryMs)).withSchema(schema)
  const close = async (): Promise<void> => {
    for (const db of opened) await db.destroy()
    await connection.close()
  }
  try {
    const db = within(limits.queryMs)
    const pooler = await connection.findPooler()
    const { kind } = connection
    const server = await inspectServer(db, { kind, pooler, readOnly: options.readOnly ?? false })
    connection.useEncoding(server.lossyEncoding)
    const unhurried = within(limits.longQueryMs)
    const brisk = within(limits.leaseMs)
    const { handle } = connection
    const context = {
      db,
      unhurried,
      brisk,
      limits,
      schema,
      server,
      keyring,
      logger,
      connection: handle,
      knownChunks: [],
      history: checkHistory(options.history),
    }
    return { context, unbound, connection, close }
  } catch (error) {
    await close()
    throw explainOpenFailure(error, connection.address)
  }
}

function checkSchemaName(schema: string): string {
  const bytes = Buffer.byteLength(schema)
  if (bytes > 0 && bytes <= LONGEST_SCHEMA_NAME_BYTES && !schema.includes('\0') && !/^pg_/i.test(schema))
    return schema
  throw new InvalidStoreOptionError(
    'schema',
    `The schema name must have 1 to ${LONGEST_SCHEMA_NAME_BYTES} bytes and not begin with pg_; given was "${schema.replaceAll('\0', '\\0')}".`,
  )
}

function checkPoolMax(poolMax: number): number {
  if (Number.isInteger(poolMax) && poolMax >= 1) return poolMax
  throw new InvalidStoreOptionError(
    'poolMax',
    `poolMax must be a whole number of at least 1; given was ${poolMax}.`,
  )
}

function checkPooler(pooler: NonNullable<StoreOptions['pooler']>): PoolerMode | undefined {
  if (pooler === 'auto') return undefined
  if (pooler === 'none' || pooler === 'session' || pooler === 'transaction') return pooler
  throw new InvalidStoreOptionError(
    'pooler',
    `pooler must be auto, none, session or transaction; given was "${String(pooler)}".`,
  )
}

function checkQueryTimeout(queryTimeoutMs: number): number {
  // A timer cannot wait longer than 2^31 ms, and some limits are a multiple of this one.
  if (Number.isInteger(queryTimeoutMs) && queryTimeoutMs >= 1 && queryTimeoutMs <= 3_600_000)
    return queryTimeoutMs
  throw new InvalidStoreOptionError(
    'queryTimeoutMs',
    `queryTimeoutMs must be a whole number from 1 to 3600000; given was ${queryTimeoutMs}.`,
  )
}

function checkHistory(history: HistoryMode | undefined): HistoryMode | undefined {
  if (history === undefined || history === 'changes' || history === 'all') return history
  throw new InvalidStoreOptionError(
    'history',
    `history must be changes or all; given was "${String(history)}".`,
  )
}
