import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { createTestDatabase } from './test-database.ts'

/** A role of its own in a database of its own. */
export interface TestRole extends AsyncDisposable {
  readonly name: string
  /** The database as this role reaches it. */
  readonly url: string
  /** The same as its administrator does. */
  readonly adminUrl: string
  /** Runs statements as the administrator; `ROLE_NAME` and `DATABASE_NAME` stand for the two. */
  administer(statements: string): Promise<unknown[]>
}

/** Makes a role that may log in to a fresh database with TimescaleDB in it, and nothing else. */
export async function createTestRole(): Promise<TestRole> {
  const database = await createTestDatabase()
  const name = `test_role_${randomBytes(6).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  const url = new URL(database.url)
  const databaseName = url.pathname.slice(1)
  url.username = name
  url.password = password
  const administer = async (statements: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    try {
      const named = statements.replaceAll('ROLE_NAME', name).replaceAll('DATABASE_NAME', databaseName)
      return (await client.query<Record<string, unknown>>(named)).rows
    } finally {
      await client.end()
    }
  }
  await administer(`CREATE ROLE ROLE_NAME LOGIN PASSWORD '${password}'`)
  return {
    name,
    url: url.href,
    adminUrl: database.url,
    administer,
    async [Symbol.asyncDispose]() {
      await database.drop()
      const server = new Client({ connectionString: process.env['TEST_DATABASE_URL'] })
      await server.connect()
      await server.query(`DROP ROLE ${name}`)
      await server.end()
    },
  }
}
