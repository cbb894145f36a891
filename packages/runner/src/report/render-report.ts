import { setImmediate } from 'node:timers/promises'
import { type Account, AccountNotFoundError, type Store } from 'insights-store-timescale'
import type { CalendarDate, DateWindow } from 'insights-transform'
import { RunnerError } from '../output/runner-error.ts'
import {
  type AccountReport,
  collectAccount,
  type ReadAccount,
  readAccount,
} from './collect/account-report.ts'
import { newestDay } from './collect/newest-day.ts'
import { readAhead } from './collect/read-ahead.ts'
import { type ReportPeriod, reportPeriod, sundaysOf } from './collect/report-period.ts'
import { type Html, html } from './markup/html.ts'
import { accountSection } from './page/account-section.ts'
import { accountsTable } from './page/accounts-table.ts'
import { listingAnchor } from './page/anchors.ts'
import { listingSection } from './page/listing-section.ts'
import { pageFoot, pageHead } from './page/page.ts'

/** What a report is to be about. */
export interface ReportOptions {
  /** A migrated store. */
  readonly store: Store
  /** Ids of accounts, in the order of the report, or all accounts that are not removed. */
  readonly accounts: readonly string[] | 'all'
  /** The day on which the report is made. */
  readonly today: CalendarDate
  /**
   * The first night; its whole week is shown.
   *
   * @defaultValue 26 weeks before the newest scrape day, or before `to` where that is earlier
   */
  readonly from?: CalendarDate | undefined
  /** The last night; its whole week is shown. @defaultValue the Saturday 12 weeks after the newest scrape day's week */
  readonly to?: CalendarDate | undefined
  /**
   * How many listings have charts of their own, shared out evenly between the accounts, at least one for each: a
   * listing takes some 80 kB of the page.
   *
   * @defaultValue 40
   */
  readonly detailedListings?: number | undefined
  /** Rejects with its reason between two listings. @defaultValue none: the report is made to its end */
  readonly signal?: AbortSignal | undefined
  /** Told after each account that was read and each listing that was drawn. @defaultValue nobody is told */
  readonly onProgress?: ((progress: ReportProgress) => void) | undefined
}

/** How far a report is. */
export interface ReportProgress {
  readonly done: number
  readonly total: number
}

/** A report and what is in it. */
export interface Report {
  /** One page that needs nothing else: no script, no network, a policy that allows neither. */
  readonly html: string
  readonly period: ReportPeriod
  readonly accounts: number
  readonly listings: number
  /** Listings that have charts of their own. */
  readonly detailedListings: number
}

const DETAILED_LISTINGS = 40

/**
 * Makes the report as one HTML page, and says what is in it.
 *
 * @throws RunnerError of code `not_found` where none of the accounts has a number, for the nights asked for or at all;
 *   AccountNotFoundError for an id that is unknown; RangeError where `to` lies before `from`.
 */
export async function composeReport(options: ReportOptions): Promise<Report> {
  const { store, today: madeOn, signal } = options
  const accounts: ReadAccount[] = []
  for (const account of await chosenAccounts(options)) {
    signal?.throwIfAborted()
    accounts.push(await readAccount(store, account))
  }
  const today = newestDay(accounts.map(({ scrapeDay }) => scrapeDay))
  if (today === null) throw nothingYet(options)
  const period = reportPeriod(options, today)
  const share = Math.max(1, Math.floor((options.detailedListings ?? DETAILED_LISTINGS) / accounts.length))
  const detailedOf = ({ length }: readonly unknown[]): number =>
    options.detailedListings === 0 ? 0 : Math.min(share, length)
  const total = accounts.length + accounts.reduce((sum, { known }) => sum + detailedOf(known), 0)
  let done = 0
  const step = async (): Promise<void> => {
    done += 1
    // Listings that nobody has entered in the store's list are found in the rows only.
    options.onProgress?.({ done, total: Math.max(done, total) })
    // Drawing takes the process for itself: others get their turn in between.
    await setImmediate()
    signal?.throwIfAborted()
  }

  const reports: AccountReport[] = []
  for (const account of accounts) {
    reports.push(await collectAccount(store, account, { period, today }))
    await step()
  }
  if (!reports.some(hasNumbers)) throw await noneOfThese(options, accounts, period)
  const sections: Html[] = []
  for (const [index, report] of reports.entries()) {
    const detailed = report.listings.slice(0, detailedOf(report.listings))
    const frame = { weeks: sundaysOf(period), today: report.today, growingFrom: report.growingFrom }
    sections.push(accountSection(report, { index, frame, madeOn, detailed: detailed.length }))
    let at = 0
    for await (const { listing, rows } of readAhead(store, report.account.accountId, detailed, period)) {
      sections.push(listingSection(listing, rows, { ...frame, id: listingAnchor(index, at++) }))
      await step()
    }
  }
  const listings = reports.reduce((sum, report) => sum + report.listings.length, 0)
  const head = pageHead({ period, today, madeOn, accounts: accounts.length, listings })
  const overview = reports.length > 1 && accountsTable(reports, madeOn)
  return {
    html: html`${head}${overview}${sections}${pageFoot()}`.toString(),
    period,
    accounts: accounts.length,
    listings,
    detailedListings: reports.reduce((sum, report) => sum + detailedOf(report.listings), 0),
  }
}

async function chosenAccounts({ store, accounts }: ReportOptions): Promise<Account[]> {
  if (accounts === 'all') {
    const all = await store.accounts.list()
    if (all.length > 0) return all
    throw notFound(
      'There is nothing to report on yet: no account.',
      'Add one: airbnb-insights accounts add --from FILE, then airbnb-insights sync',
    )
  }
  const chosen: Account[] = []
  for (const accountId of accounts) {
    const account = await store.accounts.get(accountId)
    if (account === undefined) throw new AccountNotFoundError(accountId)
    chosen.push(account)
  }
  return chosen
}

const notFound = (message: string, hint: string): RunnerError =>
  new RunnerError('not_found', message, { hint })

function hasNumbers({ listings, weeks }: AccountReport): boolean {
  return weeks.length > 0 || listings.some(({ freshness }) => freshness.nights > 0)
}

function nothingYet({ accounts }: Pick<ReportOptions, 'accounts'>): RunnerError {
  const whose = accounts === 'all' ? 'no account' : `none of ${accounts.join(', ')}`
  return notFound(
    `There is nothing to report on yet: ${whose} has a number.`,
    'Fetch some: airbnb-insights sync',
  )
}

/** Why there is no report for these nights, and for which there would be one. */
async function noneOfThese(
  options: ReportOptions,
  accounts: readonly ReadAccount[],
  { from, to }: ReportPeriod,
): Promise<RunnerError> {
  const known: DateWindow[] = []
  for (const { account } of accounts) {
    const all = await options.store.analysis.freshness({ accountId: account.accountId })
    known.push(...all.flatMap(({ reads }) => reads.flatMap(({ nights }) => nights)))
  }
  if (known.length === 0) return nothingYet(options)
  const sides = [known.filter(({ end }) => end < from), known.filter(({ start }) => start > to)]
  const nights = sides.flatMap((side) => spanOf(side) ?? []).join(' and ')
  return notFound(
    `There is no number for the nights from ${from} to ${to}: numbers are of nights ${nights}.`,
    'Ask for nights among these: --from, --to',
  )
}

/** `from 2026-04-05 to 2026-05-09`; null of none. */
function spanOf(windows: readonly DateWindow[]): string | null {
  const first = windows.map(({ start }) => start).sort()[0]
  const last = newestDay(windows.map(({ end }) => end))
  return first === undefined || last === null ? null : `from ${first} to ${last}`
}
