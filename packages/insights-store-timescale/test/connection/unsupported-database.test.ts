import { expect, it } from 'vitest'
import { isUnsupportedDatabaseError } from '../../src/errors.ts'
import { openStore } from '../../src/open-store.ts'
import { type FakeAnswer, startFakePostgres } from '../support/fake-postgres.ts'

interface Differing {
  version?: string
  version_num?: string
  in_recovery?: string
  timescale_version?: string
}

/** A server that differs from an ordinary one, and what it says when a function of TimescaleDB is called. */
const server =
  (differing: Differing, timescale: FakeAnswer = { row: { bucket: '2026-01-01', license: 'apache' } }) =>
  (query: string): FakeAnswer =>
    query.includes('time_bucket')
      ? timescale
      : {
          row: {
            version: '17.12 (Debian 17.12-0+deb13u1)',
            version_num: '170012',
            in_recovery: 'f',
            encoding: 'UTF8',
            timescale_version: null,
            timescale_schema: differing.timescale_version === undefined ? null : 'public',
            ...differing,
          },
        }

const licence = (license: string | null): FakeAnswer => ({ row: { bucket: '2026-01-01', license } })

const refused: [string, string, ReturnType<typeof server>, RegExp][] = [
  [
    'a PostgreSQL that is too old',
    'postgres_too_old',
    server({ version: '14.9', version_num: '140009' }),
    /PostgreSQL 14\.9; 15 or newer.*Upgrade/,
  ],
  ['a standby', 'in_recovery', server({ in_recovery: 't' }), /in recovery.*Connect to the primary/],
  [
    'a TimescaleDB that is too old',
    'timescale_too_old',
    server({ timescale_version: '2.12.2' }),
    /TimescaleDB 2\.12\.2; 2\.13 or newer.*Upgrade/,
  ],
  [
    'an extension that is not preloaded',
    'not_preloaded',
    server(
      { timescale_version: '2.31.0' },
      { fatal: { code: 'XX000', message: 'extension "timescaledb" must be preloaded' } },
    ),
    /does not preload it\. Add shared_preload_libraries = 'timescaledb'.*restart/,
  ],
]

it.each(refused)('refuses %s', async (_what, reason, answer, message) => {
  await using fake = await startFakePostgres(answer)

  const error: unknown = await openStore({ connection: fake.url }).catch((thrown: unknown) => thrown)

  expect(isUnsupportedDatabaseError(error) && error.reason).toBe(reason)
  expect(String(error)).toMatch(message)
  expect(String(error)).not.toContain('simsecret')
})

it.each([
  ['the Apache edition', server({ timescale_version: '2.13.0' }), 'apache', '2.13.0'],
  [
    'the Community edition',
    server({ timescale_version: '2.29.2' }, licence('timescale')),
    'community',
    '2.29.2',
  ],
  [
    'an extension that tells no licence',
    server({ timescale_version: '2.29.2' }, licence(null)),
    'apache',
    '2.29.2',
  ],
  ['no extension', server({}), 'none', null],
] as const)('opens a server with %s', async (_what, answer, level, version) => {
  await using fake = await startFakePostgres(answer)
  await using store = await openStore({ connection: fake.url })

  expect(store.server).toEqual({
    kind: 'server',
    pooler: 'none',
    inRecovery: false,
    version: '17.12',
    lossyEncoding: null,
    timescale: { level, version },
  })
})
