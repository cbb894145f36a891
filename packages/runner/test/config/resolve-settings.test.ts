import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolveSettings, type SettingSources } from '../../src/config/resolve-settings.ts'
import type { SettingName } from '../../src/config/settings.ts'
import { isUsageError } from '../../src/output/runner-error.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'settings-'))
})
afterEach(() => {
  rmSync(cwd, { recursive: true })
})

const from = (sources: Partial<SettingSources>): SettingSources => ({
  flags: {},
  environment: {},
  envFile: undefined,
  cwd,
  ...sources,
})

const refusal = (names: readonly SettingName[], sources: Partial<SettingSources>): string => {
  try {
    resolveSettings(names, from(sources))
  } catch (error) {
    if (isUsageError(error)) return error.message
    throw error
  }
  throw new Error('nothing was refused')
}

describe('where a value comes from', () => {
  const environment = { AIRBNB_MIN_INTERVAL_MS: '20' }
  const envFile = { path: '.env', values: { AIRBNB_MIN_INTERVAL_MS: '30' }, warnings: [] }

  it('is the flag before the environment, the .env file and the default', () => {
    const resolved = resolveSettings(
      ['minIntervalMs'],
      from({ flags: { minIntervalMs: '10' }, environment, envFile }),
    )
    expect(resolved.values.minIntervalMs).toBe(10)
  })

  it('is the environment before the .env file', () => {
    expect(resolveSettings(['minIntervalMs'], from({ environment, envFile })).values.minIntervalMs).toBe(20)
  })

  it('is the .env file before the default', () => {
    expect(resolveSettings(['minIntervalMs'], from({ envFile })).values.minIntervalMs).toBe(30)
  })

  it('is the default where nothing was given, and an empty value gives nothing', () => {
    const resolved = resolveSettings(['minIntervalMs', 'dbSchema'], from({ environment: { DB_SCHEMA: '' } }))
    expect(resolved.values).toEqual({ minIntervalMs: 500, dbSchema: 'airbnb' })
  })
})

describe('--data-dir', () => {
  const environment = { DATABASE_URL: 'postgres://u@h/db' }

  it('outranks a database URL of the environment', () => {
    const resolved = resolveSettings(
      ['databaseUrl', 'dataDir'],
      from({ flags: { dataDir: 'here' }, environment }),
    )
    expect(resolved.values).toEqual({ databaseUrl: undefined, dataDir: 'here' })
  })

  it('is outranked by it where only the environment names a folder', () => {
    const both = { ...environment, DATA_DIR: 'there' }
    expect(resolveSettings(['databaseUrl'], from({ environment: both })).values.databaseUrl).toBe(
      'postgres://u@h/db',
    )
  })

  it('is refused beside --database-url', () => {
    const flags = { dataDir: 'here', databaseUrl: 'postgres://u@h/db' }
    expect(refusal(['databaseUrl'], { flags })).toBe(
      '--database-url: given together with --data-dir, allowed: one of the two',
    )
  })
})

describe('secrets in files', () => {
  it('are read and trimmed', () => {
    writeFileSync(join(cwd, 'url'), 'postgres://u:p@h/db\n')
    const resolved = resolveSettings(['databaseUrl'], from({ environment: { DATABASE_URL_FILE: 'url' } }))
    expect(resolved.values.databaseUrl).toBe('postgres://u:p@h/db')
    expect(resolved.secrets).toEqual([{ setting: 'databaseUrl', text: 'postgres://u:p@h/db' }])
  })

  it('are refused together with the value itself', () => {
    expect(
      refusal(['webKey'], { environment: { AIRBNB_WEB_KEY: 'abcdefgh', AIRBNB_WEB_KEY_FILE: 'key' } }),
    ).toBe('AIRBNB_WEB_KEY: given together with AIRBNB_WEB_KEY_FILE, allowed: one of the two')
    expect(refusal(['cookie'], { flags: { cookie: 'a=b', cookieFile: 'cookie' } })).toBe(
      '--cookie: given together with --cookie-file, allowed: one of the two',
    )
  })

  it('are refused by their path when the file cannot be read', () => {
    expect(refusal(['cookie'], { environment: { AIRBNB_COOKIE_FILE: 'missing' } })).toBe(
      'AIRBNB_COOKIE_FILE: given "missing" (ENOENT), allowed: the path of a readable file',
    )
  })

  it('exist for secrets only', () => {
    const resolved = resolveSettings(['dbSchema'], from({ environment: { DB_SCHEMA_FILE: 'nowhere' } }))
    expect(resolved.values.dbSchema).toBe('airbnb')
  })
})

describe('a malformed value is refused in one line that names setting, value and what is allowed', () => {
  it.each([
    ['minIntervalMs', 'AIRBNB_MIN_INTERVAL_MS', '-5'],
    ['minIntervalMs', 'AIRBNB_MIN_INTERVAL_MS', '1e3'],
    ['databasePoolMax', 'DATABASE_POOL_MAX', '0'],
    ['dbSchema', 'DB_SCHEMA', 'pg_catalog'],
    ['dbSchema', 'DB_SCHEMA', 'drop table"'],
    ['baseUrl', 'AIRBNB_BASE_URL', 'ftp://airbnb.com'],
    ['operationHashes', 'AIRBNB_OPERATION_HASHES', '{"ChartQuery":"12"}'],
    ['operationHashes', 'AIRBNB_OPERATION_HASHES', `{"OtherQuery":"${'a'.repeat(64)}"}`],
    ['operationHashes', 'AIRBNB_OPERATION_HASHES', 'not json'],
    ['currency', 'AIRBNB_CURRENCY', 'dollars'],
    ['locale', 'AIRBNB_LOCALE', 'english please'],
    ['lookbackWeeks', 'LOOKBACK_WEEKS', '26'],
    ['concurrency', 'SYNC_CONCURRENCY', '0'],
    ['logLevel', 'LOG_LEVEL', 'inf'],
    ['canary', 'SYNC_CANARY', 'maybe'],
    ['accountId', 'ACCOUNT_ID', 'me@example.com'],
  ] as const)('%s from %s=%s', (name, env, value) => {
    const message = refusal([name], { environment: { [env]: value } })
    expect(message).toMatch(/^[^\n]+: given [^\n]+, allowed: [^\n]+$/)
    expect(message).toContain(`${env} (--`)
    expect(message).toContain(JSON.stringify(value))
  })

  it('says where a line of the .env file stands', () => {
    const message = refusal(['canary'], {
      envFile: { path: 'prod.env', values: { SYNC_CANARY: '2' }, warnings: [] },
    })
    expect(message).toContain('SYNC_CANARY (--canary) in prod.env: given "2"')
  })

  it.each([
    ['databaseUrl', 'DATABASE_URL', 'mysql://root:simsecret-password@h/db'],
    ['credentialKeys', 'CREDENTIAL_KEYS', 'k1:simsecret'],
    ['credentialKeys', 'CREDENTIAL_KEYS', `k1:${'A'.repeat(43)}=,k1:${'B'.repeat(43)}=`],
    ['webKey', 'AIRBNB_WEB_KEY', 'simsecret with spaces'],
    ['cookie', 'AIRBNB_COOKIE', 'a=simsecret\nb=c'],
  ] as const)('a secret %s is not shown', (name, env, value) => {
    const message = refusal([name], { environment: { [env]: value } })
    expect(message).toContain(`${env} (--`)
    expect(message).toContain('given a value that is not shown, allowed: ')
    expect(message.includes(value)).toBe(false)
    expect(message.includes('simsecret')).toBe(false)
  })
})

describe('values are understood as people write them', () => {
  it.each([
    ['logLevel', 'INFO', 'info'],
    ['logLevel', 'WARNING', 'warn'],
    ['logLevel', 'Critical', 'fatal'],
    ['debug', 'True', true],
    ['debug', 'off', false],
    ['baseUrl', 'http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
    ['currency', 'eur', 'EUR'],
    ['minIntervalMs', '0', 0],
    ['databaseUrl', 'postgresql+psycopg2://u:p@h:5432/db', 'postgresql+psycopg2://u:p@h:5432/db'],
  ] as const)('%s=%s', (name, text, value) => {
    const resolved = resolveSettings([name], from({ flags: { [name]: text } }))
    expect(resolved.values).toEqual({ [name]: value })
  })

  it('reads several keys, in order', () => {
    const text = `new:${Buffer.alloc(32, 1).toString('base64')}, old:${Buffer.alloc(32, 2).toString('base64url')}`
    const { credentialKeys } = resolveSettings(
      ['credentialKeys'],
      from({ flags: { credentialKeys: text } }),
    ).values
    expect(credentialKeys?.map(({ id, key }) => [id, key.length, key[0]])).toEqual([
      ['new', 32, 1],
      ['old', 32, 2],
    ])
  })
})
