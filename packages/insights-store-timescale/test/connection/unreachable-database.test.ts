import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { isDatabaseUnreachableError } from '../../src/errors.ts'
import { openStore } from '../../src/open-store.ts'
import { startFakePostgres } from '../support/fake-postgres.ts'

const failureOf = (connection: string): Promise<unknown> =>
  openStore({ connection }).then(
    (store) => store.close(),
    (thrown: unknown) => thrown,
  )

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

it('says that nothing listens, where, and what to do, without the password', async () => {
  const port = await unusedPort()
  const error = await failureOf(`postgres://user:simsecret-pass@127.0.0.1:${port}/insights?sslmode=disable`)

  expect(isDatabaseUnreachableError(error) && error).toMatchObject({
    code: 'database_unreachable',
    address: `127.0.0.1:${port}/insights`,
    reason: 'ECONNREFUSED',
  })
  expect(String(error)).toContain('start the server, or correct host and port')
  expect(inspect(error, { depth: 10 }).includes('simsecret')).toBe(false)
})

it('names all addresses of a host as one', async () => {
  const port = await unusedPort()
  const error = await failureOf(`postgres://user:simsecret-pass@localhost:${port}/insights`)

  expect(isDatabaseUnreachableError(error) && error.reason).toBe('ECONNREFUSED')
  expect(String(error)).toContain(`localhost:${port}/insights`)
})

it('says that there is no such host', async () => {
  const error = await failureOf('postgres://user:simsecret-pass@no-such-host.invalid/insights')

  expect(isDatabaseUnreachableError(error)).toBe(true)
  expect(String(error)).toMatch(/No such host|could not be looked up/)
})

it.each([
  ['28P01', 'password authentication failed for user "somebody"', 'User name or password is wrong'],
  ['3D000', 'database "insights" does not exist', 'Create that database first'],
  ['53300', 'sorry, too many clients already', 'poolMax'],
  ['57P03', 'the database system is starting up', 'try again in a moment'],
])('says what to do about %s', async (code, message, advice) => {
  await using fake = await startFakePostgres({ fatal: { code, message } })
  const error = await failureOf(fake.url)

  expect(isDatabaseUnreachableError(error) && error.reason).toBe(code)
  expect(String(error)).toContain(message)
  expect(String(error)).toContain(advice)
  expect(inspect(error, { depth: 10 }).includes('simsecret')).toBe(false)
})

it('says that the server speaks no TLS, and nothing by way of warnings', async () => {
  await using fake = await startFakePostgres({ row: {} })
  const warnings: Error[] = []
  const onWarning = (warning: Error): number => warnings.push(warning)
  process.on('warning', onWarning)
  for (const query of ['sslmode=verify-full', 'sslmode=require', 'ssl=require']) {
    const error = await failureOf(`${fake.url}?${query}`)

    expect(isDatabaseUnreachableError(error)).toBe(true)
    expect(String(error)).toContain('Write sslmode=disable in the URL')
  }
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})

it('goes through a socket, whose folder the URL names', async () => {
  const error = await failureOf('postgres://somebody@/insights?host=/no/such/folder')

  expect(isDatabaseUnreachableError(error) && error).toMatchObject({
    address: '/no/such/folder:5432/insights',
    reason: 'ENOENT',
  })
  expect(String(error)).toContain('There is no socket at that path')
})

describe.runIf(timescaleAvailable())('a real server', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  it('says that there is no such database', async () => {
    const url = new URL(database.url)
    url.pathname = '/no_such_database'
    const error = await failureOf(url.href)

    expect(isDatabaseUnreachableError(error) && error.reason).toBe('3D000')
  })
})
