import {
  AbortError,
  AuthenticationError,
  NetworkError,
  RateLimitError,
  ResponseShapeError,
  StaleOperationError,
  StaleWebKeyError,
} from 'airbnb-insights-client'
import {
  AccountNotFoundError,
  CredentialDecryptionError,
  DatabaseUnreachableError,
  EmbeddedDatabaseBusyError,
  InvalidStoreOptionError,
  LeaseLostError,
  MigrationError,
  MissingCredentialKeyError,
  NewerSchemaError,
  NotMigratedError,
  PlaintextCredentialsError,
  UnsupportedDatabaseError,
} from 'insights-store-timescale'
import { expect, it } from 'vitest'
import { describeError } from '../../src/cli/describe-error.ts'
import { EXIT_CODES } from '../../src/output/exit-code.ts'
import { ConfigurationError, UsageError } from '../../src/output/runner-error.ts'

const holder = { host: 'nas', pid: 7, since: new Date(0), url: null }

it.each<[Error, number, string]>([
  [new UsageError('--x: given 1'), 2, ''],
  [new ConfigurationError('the key file is damaged', { hint: 'put it back' }), 3, 'put it back'],
  [new DatabaseUnreachableError('refused', { address: 'h:1/d', reason: 'ECONNREFUSED' }), 3, 'DATABASE_URL'],
  [new UnsupportedDatabaseError('in_recovery', 'a standby'), 3, 'doctor'],
  [new NewerSchemaError('newer', { schema: 'airbnb', unknown: ['0009'] }), 3, 'Install'],
  [new NotMigratedError('behind', { schema: 'airbnb', pending: ['0001'] }), 3, 'airbnb-insights migrate up'],
  [new MigrationError('failed', { migration: '0001' }), 3, 'migrate status'],
  [new EmbeddedDatabaseBusyError('in use', { dataDir: 'd', holder }), 3, 'Wait'],
  [
    new EmbeddedDatabaseBusyError('in use', { dataDir: 'd', holder: { ...holder, url: 'http://nas:8080' } }),
    3,
    'http://nas:8080',
  ],
  [new MissingCredentialKeyError('no key', { keyId: 'k9' }), 3, 'Add the key k9'],
  [new CredentialDecryptionError('damaged', { accountId: '7' }), 3, 'accounts update 7'],
  [new PlaintextCredentialsError('no key'), 3, 'CREDENTIAL_KEYS'],
  [new AccountNotFoundError('7'), 1, 'accounts list'],
  [new LeaseLostError('lost', { accountId: '7', token: 1 }), 1, 'Run again later'],
  [new AuthenticationError('expired', { status: 401, reason: 'unauthorized' }), 4, 'accounts update ID'],
  [new RateLimitError('slow down', { status: 429, retryAfterMs: 90_000 }), 5, '1 min 30 s'],
  [new StaleOperationError('ChartQuery', { hashes: ['ab'], status: 404 }), 3, 'accounts update ID'],
  [new StaleWebKeyError({ status: 400 }), 3, 'accounts update ID'],
  [new NetworkError('refused', { reason: 'ECONNREFUSED' }), 1, 'AIRBNB_BASE_URL'],
  [new ResponseShapeError('does not fit', { issues: [] }), 1, 'newer version'],
  [new AbortError('aborted'), 130, ''],
])('%s', async (error, exitCode, hint) => {
  const described = await describeError(error)
  expect(EXIT_CODES[described.ending]).toBe(exitCode)
  expect(described.message).toMatch(/^[^\n]+$/)
  expect(described.hint ?? '').toContain(hint)
})

it("names the setting behind a store's option", async () => {
  const error = new InvalidStoreOptionError('connection', 'it contains an unencoded #')
  expect(await describeError(error)).toMatchObject({
    ending: 'usage',
    message: 'DATABASE_URL (--database-url): it contains an unencoded #',
  })
})

it('tells an unexpected error by its first line', async () => {
  expect(await describeError(new TypeError('x is undefined\nsecond line'))).toEqual({
    ending: 'failed',
    code: 'unexpected',
    message: 'TypeError: x is undefined',
  })
})

it('calls whatever is thrown after Ctrl-C a cancellation', async () => {
  expect(await describeError(new Error('socket torn'), { cancelled: true })).toMatchObject({
    ending: 'cancelled',
  })
})
