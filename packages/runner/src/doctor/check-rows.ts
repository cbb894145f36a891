import type { Store } from 'insights-store-timescale'
import { formatQuantity } from '../output/format.ts'
import { lostRowsText } from '../sync/lost-rows.ts'
import { broken, type Finding, fine, worthALook } from './finding.ts'

/** Without `--account`, the rows of so many accounts are looked for. */
const ACCOUNTS_LOOKED_AT = 500

/** Whether the rows that cursors vouch for are there: a restore may have left them out, or another tool taken them. */
export async function* checkRows(
  store: Store,
  named: readonly string[] | undefined,
): AsyncGenerator<Finding> {
  const missing = await store.maintenance.missingCurrent()
  const [first] = missing
  if (first !== undefined) {
    const listings = new Set(missing.map(({ listingId }) => listingId)).size
    yield broken(
      'rows',
      'database',
      `a history without what is known now: ${formatQuantity(listings, 'listing')}, such as ${first.listingId} of account ${first.accountId} in ${first.table}`,
      'A restore has left out the tables …_current: run `airbnb-insights migrate current`, which tells it from the history again.',
    )
  }
  const ids = named ?? (await firstAccounts(store))
  let whole = 0
  for (const accountId of ids) {
    const lost = await store.listings.lostRows(accountId)
    if (lost.length === 0) {
      whole += 1
      continue
    }
    yield worthALook(
      'rows',
      `${accountId}: rows that were stored are not in the database any more: ${lostRowsText(lost)}`,
      `The next sync asks again what Airbnb still serves: airbnb-insights sync --account ${accountId}. The rest only a backup has.`,
    )
  }
  if (whole > 0) yield fine('rows', `all that was stored of ${formatQuantity(whole, 'account')} is there`)
}

async function firstAccounts(store: Store): Promise<string[]> {
  const accounts = await store.accounts.list({ limit: ACCOUNTS_LOOKED_AT })
  return accounts.map(({ accountId }) => accountId)
}
