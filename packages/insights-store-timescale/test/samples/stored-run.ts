import type { Insertable } from 'kysely'
import type { InsightsDatabase } from '../../src/database.ts'
import type { Store } from '../../src/open-store.ts'
import { SCRAPE_DAY } from './held-run.ts'
import { ACCOUNT } from './sample-account.ts'

export const TODAY = SCRAPE_DAY
export const YESTERDAY = '2025-07-13'

/** An instant so many minutes from now; before now where they are negative. */
export const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60_000)

/** A run of the sample account as some other process has left it, by default of today and an hour ago. */
export const storeRun = async (
  { db }: Store,
  values: Partial<Insertable<InsightsDatabase['sync_runs']>> = {},
): Promise<string> => {
  const { run_id } = await db
    .insertInto('sync_runs')
    .values({ account_id: ACCOUNT, scrape_day: TODAY, created_at: inMinutes(-60), ...values })
    .returning('run_id')
    .executeTakeFirstOrThrow()
  return run_id
}

/** Marks the session of an account as expired, as a worker does. */
export const expireSession = async ({ accounts }: Store, accountId = ACCOUNT): Promise<void> => {
  const { credentialVersion = 0 } = (await accounts.get(accountId)) ?? {}
  await accounts.markCredentials(accountId, 'expired', { ifVersion: credentialVersion })
}
