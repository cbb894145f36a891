// Builds in the database of the given URL what the Python system sync-airbnb leaves there.
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { buildPythonDatabase } from './python-database.ts'

const pool = new Pool({ connectionString: process.argv[2] })
const db = new Kysely({ dialect: new PostgresDialect({ pool }) })
await buildPythonDatabase(db, 'airbnb', { revision: 'b173c060e492', hypertables: true })
await db.destroy()
