import type { Store } from 'insights-store-timescale'
import { type AccountReport, collectAccount, readAccount } from '../../../report/collect/account-report.ts'
import { type ReportPeriod, reportPeriod, sundaysOf } from '../../../report/collect/report-period.ts'
import type { FigureFrame } from '../../../report/page/figure-frame.ts'
import { accountNotFound } from '../../http/errors/answer-for.ts'

/** An account with its numbers, and what its charts have in common. */
export interface AccountNumbers {
  readonly report: AccountReport
  readonly period: ReportPeriod
  readonly frame: Omit<FigureFrame, 'id'>
}

/**
 * Reads an account's numbers as a report does: half a year behind, and as far ahead as the API counts.
 *
 * @param listingId - those of this listing alone. @defaultValue those of all its listings
 * @throws ApiError where there is no such account.
 */
export async function readNumbers(
  store: Store,
  accountId: string,
  { today, listingId }: { readonly today: string; readonly listingId?: string },
): Promise<AccountNumbers> {
  const account = await store.accounts.get(accountId)
  if (account === undefined) throw accountNotFound(accountId)
  const read = await readAccount(store, account)
  const period = reportPeriod({}, read.scrapeDay ?? today)
  const report = await collectAccount(store, read, {
    period,
    today,
    ...(listingId !== undefined && { listingId }),
  })
  return {
    report,
    period,
    frame: { weeks: sundaysOf(period), today: report.today, growingFrom: report.growingFrom },
  }
}
