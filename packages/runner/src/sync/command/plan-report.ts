import { formatCount } from '../../output/format.ts'
import type { Column } from '../../output/table.ts'
import type { SyncPlan } from '../plan-sync.ts'
import type { PlannedListing } from '../planned-listing.ts'
import type { SyncFailure } from '../sync-outcome.ts'

/** What a sync would ask of one account, or why that is not known. */
export interface AccountPlan {
  readonly accountId: string
  /** What its owner calls the account. */
  readonly name: string | null
  readonly plan: SyncPlan | null
  readonly error: SyncFailure | null
  /** The run of that day that the sync would go on with. */
  readonly unfinished: string | null
}

/** One listing's part of a plan. */
interface ListingPlan extends PlannedListing, Pick<AccountPlan, 'accountId' | 'name'> {}

/** Each listing of a plan. */
export function listingPlans({ accountId, name, plan }: AccountPlan): ListingPlan[] {
  return (plan?.listings ?? []).map((planned) => ({ accountId, name, ...planned }))
}

/** Columns of `sync --dry-run`: each listing's weeks and metrics, and the charts that they take. */
export const LISTING_PLAN_COLUMNS: readonly Column<ListingPlan>[] = [
  { heading: 'Account', text: ({ accountId }) => accountId },
  {
    heading: 'Listing',
    text: ({ listing }) => listing.internalName ?? listing.listingName ?? listing.listingId,
    shrinks: true,
  },
  { heading: 'Window', text: ({ window }) => `${window.start} … ${window.end}` },
  { heading: 'Kind', text: ({ backfill }) => (backfill ? 'backfill' : 'incremental') },
  { heading: 'Weeks', text: ({ weeks }) => formatCount(weeks.length), align: 'right' },
  { heading: 'Metrics', text: ({ metrics }) => formatCount(metrics.length), align: 'right', yields: true },
  { heading: 'Requests', text: ({ requests }) => formatCount(requests), align: 'right' },
]

/** A plan as `--json` gives it. */
export function planDocument(
  { accountId, name, plan, error, unfinished }: AccountPlan,
  minIntervalMs: number,
): unknown {
  return {
    accountId,
    name,
    error: error === null ? null : { code: error.code, message: error.message },
    unfinishedRunId: unfinished,
    requests: plan?.requests ?? 0,
    durationMs: (plan?.requests ?? 0) * minIntervalMs,
    metrics: (plan?.metrics ?? []).map((metric) => ({
      ...metric,
      durationMs: metric.requests * minIntervalMs,
    })),
    listings: (plan?.listings ?? []).map(({ listing, ...planned }) => ({ ...listing, ...planned })),
  }
}
