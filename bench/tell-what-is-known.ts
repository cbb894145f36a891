import { openStore } from 'insights-store-timescale'
import { Client } from 'pg'

/** After this, a migration fills the tables of what is known anew. */
export const FORGET_FILLED = "DELETE FROM airbnb.store_migrations WHERE name = '0016_current_state_filled'"

/**
 * Has the store tell what is known now from rows that were written by SQL alone, as it does with those of a database that
 * is older than that.
 */
export async function tellWhatIsKnown(url: string): Promise<void> {
  const session = new Client({ connectionString: url })
  await session.connect()
  try {
    await session.query(FORGET_FILLED)
  } finally {
    await session.end()
  }
  await using store = await openStore({ connection: url, allowPlaintextCredentials: true })
  await store.migrate()
}
