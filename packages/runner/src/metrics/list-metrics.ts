import { accountOption } from '../accounts/account-invocation.ts'
import { requireAccount } from '../accounts/require-account.ts'
import type { Invocation } from '../cli/define-action.ts'
import { openStoreFor } from '../cli/open-store.ts'
import { everyText } from '../config/metric-choice.ts'
import type { METRIC_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatCount, formatQuantity } from '../output/format.ts'
import type { Column } from '../output/table.ts'
import { catalogueDocument } from './list-document.ts'
import { type CatalogueEntry, metricCatalogue, storedSummary } from './metric-catalogue.ts'

/** One run of `metrics list`. */
type ListMetricsInvocation = Invocation<
  (typeof METRIC_SETTING_NAMES)[number] | (typeof STORE_SETTING_NAMES)[number]
>

/** Shows all metrics: which are asked for, what they cost, and what is stored. */
export async function listMetrics(invocation: ListMetricsInvocation): Promise<ExitCode> {
  const { output, settings } = invocation
  const accountId = accountOption(invocation)
  await using store = await openStoreFor(invocation)
  const accounts =
    accountId === undefined ? await store.accounts.list() : [await requireAccount(store, accountId)]
  const states = []
  for (const account of accounts) {
    states.push({ accountId: account.accountId, metrics: await store.accountMetrics.list(account.accountId) })
  }
  const { metrics: choice, lookbackWeeks, lookaheadWeeks, horizonWeeks } = settings
  const catalogue = metricCatalogue({
    choice,
    windows: { lookbackWeeks, lookaheadWeeks, horizonWeeks },
    stored: await store.metrics.stored(accountId === undefined ? {} : { accountId }),
    accounts: states,
  })
  output.document(catalogueDocument(accountId ?? null, catalogue))
  await output.table(catalogue, COLUMNS)
  output.print(output.style('quiet', `\n${totalText(catalogue)}`))
  if (catalogue.some(isUnknown)) {
    output.print(
      output.style(
        'quiet',
        'Metrics without a page came along and are not known to this version: they are kept.',
      ),
    )
  }
  return 0
}

const isUnknown = ({ page }: CatalogueEntry): boolean => page === null

/** The columns of the catalogue: what a narrow terminal has no room for, the JSON document has. */
export const COLUMNS: readonly Column<CatalogueEntry>[] = [
  { heading: 'Metric', text: ({ metric }) => metric },
  { heading: 'Page', text: ({ page }) => page, yields: true },
  {
    heading: 'Asked',
    text: askedText,
    tone: ({ refusals, everyDays }) =>
      refusals.length > 0 ? 'warning' : everyDays === null ? 'quiet' : undefined,
  },
  {
    heading: 'Requests a day',
    text: (entry) => costText(entry, entry.requestsPerDay.toFixed(1)),
    align: 'right',
    yields: true,
  },
  {
    heading: 'At first',
    text: (entry) => costText(entry, formatCount(entry.requestsAtFirst)),
    align: 'right',
    yields: true,
  },
  {
    heading: 'Stored nights',
    text: (entry) => {
      const stored = storedSummary(entry)
      return stored === null ? null : `${stored.firstNight} … ${stored.lastNight}`
    },
  },
  {
    heading: 'Listings',
    text: (entry) => storedSummary(entry)?.listings,
    align: 'right',
    yields: true,
  },
  { heading: 'Last read', text: (entry) => storedSummary(entry)?.lastReadOn, yields: true },
  { heading: 'Meaning', text: ({ meaning, label }) => meaning ?? label, shrinks: true, yields: true },
]

const costText = ({ carriedBy, page }: CatalogueEntry, text: string): string | null =>
  carriedBy !== null || page === null ? null : text

function askedText({ carriedBy, everyDays, refusals, page }: CatalogueEntry): string | null {
  if (page === null) return null
  if (refusals.length > 0) {
    const since = refusals.map(({ refusedOn }) => refusedOn).toSorted()[0] ?? ''
    return `refused since ${since}`
  }
  if (everyDays === null) return 'no'
  return carriedBy === null ? everyText(everyDays) : `with ${carriedBy}`
}

function totalText(catalogue: readonly CatalogueEntry[]): string {
  const asked = catalogue.filter(({ everyDays, carriedBy }) => everyDays !== null && carriedBy === null)
  const perDay = asked.reduce((sum, { requestsPerDay }) => sum + requestsPerDay, 0)
  const atFirst = asked.reduce((sum, { requestsAtFirst }) => sum + requestsAtFirst, 0)
  return `${formatQuantity(asked.length, 'metric')} of ${String(catalogue.filter(({ carriedBy, page }) => carriedBy === null && page !== null).length)} asked for: ${perDay.toFixed(1)} requests a day for each listing, ${formatCount(atFirst)} for its first sync.`
}
