import type { Kysely, Transaction } from 'kysely'
import type { InsightsDatabase } from './database.ts'

/** Where a statement runs: the database, or inside a transaction the transaction alone. */
export type Executor = Kysely<InsightsDatabase> | Transaction<InsightsDatabase>
