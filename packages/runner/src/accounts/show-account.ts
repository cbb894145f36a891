import type { Listing, Run } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { openStoreFor } from '../cli/open-store.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatInstant } from '../output/format.ts'
import type { Column } from '../output/table.ts'
import { accountState, describeEncryption, describeSession } from './account-document.ts'
import { type AccountInvocation, accountIdArgument } from './account-invocation.ts'
import { readTrend, trendFacts } from './account-trend.ts'
import { learnedFacts } from './learned-text.ts'
import { outlookFacts } from './outlook-text.ts'
import { ownTargets } from './own-targets.ts'
import { requireAccount } from './require-account.ts'

/** Shows one account, its last run, how its numbers go, and its listings. */
export async function showAccount(invocation: AccountInvocation): Promise<ExitCode> {
  const { output } = invocation
  const accountId = accountIdArgument(invocation)
  const now = new Date()
  await using store = await openStoreFor(invocation)
  const session = (await store.accounts.sessionOutlook(accountId)) ?? null
  const account = { ...(await requireAccount(store, accountId)), session }
  const listings = await store.listings.list(accountId)
  const [lastRun] = await store.runs.list({ accountId, limit: 1 })
  const weeks = await readTrend(store, accountId, utcDateOf(now))
  const notifies = await ownTargets(store, accountId)
  output.document({ account, notifies, lastRun: lastRun ?? null, weeks, listings })
  await output.facts([
    ['Account', account.accountId],
    ['Name', account.name ?? undefined],
    ['Synced', accountState(account)],
    ['Session', describeSession(account, now)],
    ...(session === null ? [] : outlookFacts(session, now)),
    ['Cookie', `${describeEncryption(account)}, set ${formatInstant(account.cookieSetAt)}`],
    ['Site', account.baseUrl ?? undefined],
    ...learnedFacts(account),
    ['Client version', account.clientVersion],
    ['User agent', account.userAgent],
    ['Customer id', account.customerId ?? undefined],
    ['Notifies', notifies.length === 0 ? undefined : notifies.join(', ')],
    ['Added', formatInstant(account.createdAt)],
    ['Last complete sync', formatInstant(account.lastSyncAt)],
    ['Last run', lastRun === undefined ? 'never synced' : describeRun(lastRun)],
    ...trendFacts(weeks),
  ])
  if (listings.length > 0) {
    output.print()
    await output.table(listings, LISTING_COLUMNS)
  }
  return 0
}

function describeRun(run: Run): string {
  return `${run.status}, scrape day ${run.scrapeDay}, ${run.listingsSucceeded} of ${run.listingsTotal} listings`
}

const LISTING_COLUMNS: readonly Column<Listing>[] = [
  { heading: 'Listing', text: ({ listingId }) => listingId },
  { heading: 'Name', text: ({ internalName, listingName }) => internalName ?? listingName, shrinks: true },
  { heading: 'Last synced', text: ({ lastSyncedDay }) => lastSyncedDay ?? 'never' },
]
