import { expect, it } from 'vitest'
import { isInvalidStoreOptionError } from '../src/errors.ts'
import { openStore } from '../src/open-store.ts'
import type { StoreOptions } from '../src/store-options.ts'

const connection = { dataDir: 'memory://' }

it.each<[string, string, StoreOptions]>([
  ['a connection that is none', 'connection', { connection: {} as StoreOptions['connection'] }],
  ['an empty folder name', 'connection', { connection: { dataDir: '' } }],
  ['another kind of URL', 'connection', { connection: 'mysql://localhost/insights' }],
  ['an empty schema name', 'schema', { connection, schema: '' }],
  ['a schema name that PostgreSQL would cut off', 'schema', { connection, schema: 'ä'.repeat(32) }],
  ['a schema name that PostgreSQL reserves', 'schema', { connection, schema: 'pg_insights' }],
  ['a pool of no connections', 'poolMax', { connection, poolMax: 0 }],
  [
    'a key that is too short',
    'credentialKeys',
    { connection, credentialKeys: [{ id: 'k', key: new Uint8Array(16) }] },
  ],
])('refuses %s', async (_what, option, options) => {
  const error: unknown = await openStore(options).catch((thrown: unknown) => thrown)
  expect(isInvalidStoreOptionError(error) && error.option).toBe(option)
})
