import { timescaleAvailable } from '../../../../scripts/test-database.ts'

/** One kind of database under one schema name. */
export interface StoreFlavour {
  name: string
  /** `plain`: a PostgreSQL server's database without the extension. */
  database: 'embedded' | 'timescale' | 'plain'
  schema: string
}

/** A name that breaks whatever forgets to quote it. */
export const HOSTILE_SCHEMA = 'Insights "2"'

const flavour = (database: StoreFlavour['database'], schema: string): StoreFlavour => ({
  name: `${database}, schema ${schema}`,
  database,
  schema,
})

const embedded = flavour('embedded', 'airbnb')
const timescale = flavour('timescale', HOSTILE_SCHEMA)
const ofUsualNames = flavour('timescale', 'airbnb')

/**
 * PGlite under the default schema name and TimescaleDB under a hostile one: every kind of database and every kind of name.
 * All four pairs are run where there is time for it: `EVERY_STORE_FLAVOUR=1`.
 */
export const STORE_FLAVOURS: readonly StoreFlavour[] = [
  embedded,
  ...(timescaleAvailable() ? [timescale] : []),
  ...(process.env['EVERY_STORE_FLAVOUR'] === '1'
    ? [flavour('embedded', HOSTILE_SCHEMA), ...(timescaleAvailable() ? [ofUsualNames] : [])]
    : []),
]

/** Both under the default schema name, for what is about plans and histories, and takes long. */
export const USUAL_FLAVOURS: readonly StoreFlavour[] = [
  embedded,
  ...(timescaleAvailable() ? [ofUsualNames] : []),
]

/** A server without TimescaleDB, for what depends on it. */
export const PLAIN_FLAVOURS: readonly StoreFlavour[] = timescaleAvailable()
  ? [flavour('plain', 'airbnb')]
  : []

/** Every kind of database, for statements that must say the same on each. */
export const ALL_FLAVOURS: readonly StoreFlavour[] = [...STORE_FLAVOURS, ...PLAIN_FLAVOURS]
