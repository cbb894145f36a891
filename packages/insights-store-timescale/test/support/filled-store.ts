import type { Store } from '../../src/open-store.ts'
import type { OpenTestStore } from './describe-stores.ts'

/** A store with one row a month, scraped on the 15th of each of the first six months of 2026. */
export async function openFilled(open: OpenTestStore): Promise<Store> {
  const store = await open()
  const { db } = store
  await db
    .insertInto('accounts')
    .values({ account_id: '1', airbnb_cookie: '-', x_client_version: '-', user_agent: '-', is_active: true })
    .execute()
  const days = [1, 2, 3, 4, 5, 6].map((month) => `2026-0${month}-15`)
  const key = { account_id: '1', airbnb_listing_id: '11' }
  const window = { window_start: '2026-01-01', window_end: '2026-01-07' }
  await db
    .insertInto('chart_query')
    .values(days.map((time) => ({ ...key, metric_date: '2026-01-01', time })))
    .execute()
  await db
    .insertInto('chart_summary')
    .values(days.map((time) => ({ ...key, ...window, time })))
    .execute()
  await db
    .insertInto('list_of_metrics')
    .values(days.map((time) => ({ ...key, ...window, time })))
    .execute()
  return store
}

/** The scrape days that are left. */
export const scrapeDays = async ({ db }: Store): Promise<string[]> => {
  const rows = await db.selectFrom('list_of_metrics').select('time').orderBy('time').execute()
  return rows.map(({ time }) => time)
}
