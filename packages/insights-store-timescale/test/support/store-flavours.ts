import { timescaleAvailable } from '../../../../scripts/test-database.ts'

/** One kind of database under one schema name: every suite of the store runs on all of them. */
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

/** PGlite and TimescaleDB, each under the default schema name and a hostile one. */
export const STORE_FLAVOURS: readonly StoreFlavour[] = [
  flavour('embedded', 'airbnb'),
  flavour('embedded', HOSTILE_SCHEMA),
  ...(timescaleAvailable() ? [flavour('timescale', 'airbnb'), flavour('timescale', HOSTILE_SCHEMA)] : []),
]

/** A server without TimescaleDB, for what depends on it. */
export const PLAIN_FLAVOURS: readonly StoreFlavour[] = timescaleAvailable()
  ? [flavour('plain', 'airbnb')]
  : []

/** Every kind of database, for statements that must say the same on each. */
export const ALL_FLAVOURS: readonly StoreFlavour[] = [...STORE_FLAVOURS, ...PLAIN_FLAVOURS]
