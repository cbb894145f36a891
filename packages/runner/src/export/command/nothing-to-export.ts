import type { Store } from 'insights-store-timescale'
import { type CalendarDate, METRIC_TABLES, type MetricTable } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import { RunnerError } from '../../output/runner-error.ts'
import type { ExportRequest } from './export-request.ts'
import { rowsText } from './rows-text.ts'
import { storedMetrics } from './stored-metrics.ts'

/** Says why there is nothing to export, and what to do about it. */
export async function nothingToExport(
  store: Store,
  request: ExportRequest,
  accountIds: readonly string[],
): Promise<RunnerError> {
  const { what, listingIds, from, to, asOf } = request
  const held =
    what.table !== null && what.metrics === null
      ? await nightsOfTable(store, what.table, accountIds)
      : await nightsOfMetrics(store, request)
  if (held === null) {
    return new RunnerError(
      'not_found',
      `There is nothing to export: ${rowsText(what)} is empty for ${formatQuantity(accountIds.length, 'account')}.`,
      {
        hint: 'Fetch the insights first: airbnb-insights sync',
      },
    )
  }
  const wanted = [
    from === undefined ? undefined : `from ${from}`,
    to === undefined ? undefined : `to ${to}`,
    asOf === undefined ? undefined : `as of ${asOf}`,
    listingIds === null ? undefined : `of listing ${listingIds.join(', ')}`,
  ].filter((part) => part !== undefined)
  return new RunnerError(
    'not_found',
    `There is nothing to export: ${rowsText(what)} holds nothing ${wanted.join(' ')}.`,
    {
      hint: `It holds nights from ${held.first} to ${held.last}; \`airbnb-insights accounts show ID\` shows an account's listings.`,
    },
  )
}

/** The first and the last night of some rows. */
interface Nights {
  readonly first: CalendarDate
  readonly last: CalendarDate
}

async function nightsOfTable(
  store: Store,
  table: MetricTable,
  accountIds: readonly string[],
): Promise<Nights | null> {
  const { day } = METRIC_TABLES[table]
  const { fn } = store.db
  const held = await store.db
    .selectFrom(table)
    .select([fn.min<string | null>(day).as('first'), fn.max<string | null>(day).as('last')])
    .where('account_id', 'in', accountIds)
    .executeTakeFirst()
  const first = held?.first ?? null
  return first === null ? null : { first, last: held?.last ?? first }
}

async function nightsOfMetrics(store: Store, request: ExportRequest): Promise<Nights | null> {
  const { metrics } = request.what
  const stored = (await storedMetrics(store, request)).filter(
    ({ metric }) => metrics?.includes(metric) ?? true,
  )
  const first = stored.map(({ firstNight }) => firstNight).sort()[0]
  const last = stored
    .map(({ lastNight }) => lastNight)
    .sort()
    .at(-1)
  return first === undefined || last === undefined ? null : { first, last }
}
