import type { Store } from 'insights-store-timescale'
import { METRIC_TABLES } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import { RunnerError } from '../../output/runner-error.ts'
import type { ExportRequest } from './export-request.ts'

/** Says why there is nothing to export, and what to do about it. */
export async function nothingToExport(
  store: Store,
  { table, listingIds, from, to, asOf }: ExportRequest,
  accountIds: readonly string[],
): Promise<RunnerError> {
  const { day } = METRIC_TABLES[table]
  const { fn } = store.db
  const held = await store.db
    .selectFrom(table)
    .select([fn.min<string | null>(day).as('first'), fn.max<string | null>(day).as('last')])
    .where('account_id', 'in', accountIds)
    .executeTakeFirst()
  const first = held?.first ?? null
  if (first === null) {
    return new RunnerError(
      'not_found',
      `There is nothing to export: ${table} is empty for ${formatQuantity(accountIds.length, 'account')}.`,
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
    `There is nothing to export: ${table} holds nothing ${wanted.join(' ')}.`,
    {
      hint: `It holds nights from ${first} to ${held?.last ?? first}; \`airbnb-insights accounts show ID\` shows an account's listings.`,
    },
  )
}
