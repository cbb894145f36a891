import { extname } from 'node:path'
import type { CalendarDate } from 'insights-transform'
import { checkedAccountId } from '../../accounts/account-invocation.ts'
import type { Invocation } from '../../cli/define-action.ts'
import { dayOption, textOption, textsOption } from '../../cli/option-values.ts'
import { UsageError } from '../../output/runner-error.ts'

/** What a report was asked for beside its settings. */
interface ReportRequest {
  /** Accounts by id, each once, or all. */
  readonly accounts: readonly string[] | 'all'
  readonly from: CalendarDate | undefined
  readonly to: CalendarDate | undefined
  readonly detailedListings: number | undefined
  /** The file as given; `-` is stdout. */
  readonly file: string
}

const DEFAULT_FILE = 'airbnb-insights-report.html'
const MOST_LISTINGS = 1000

/**
 * Reads the flags of `report`.
 *
 * @throws UsageError for a malformed account id, day or number, days in the wrong order, and a page and a document
 * that would both go to stdout.
 */
export function readReportRequest({
  options,
  output,
}: Pick<Invocation<never>, 'options'> & { output: { readonly json: boolean } }): ReportRequest {
  const accounts = textsOption(options, 'account')
  const from = dayOption(options, '--from', 'from')
  const to = dayOption(options, '--to', 'to')
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`--to: given ${JSON.stringify(to)}, allowed: a day not before --from, ${from}`)
  }
  const file = textOption(options, 'output') ?? DEFAULT_FILE
  if (file === '') throw new UsageError('--output: given "", allowed: the path of a file, or - for stdout')
  if (!['', '.html', '.htm'].includes(extname(file).toLowerCase())) {
    throw new UsageError(
      `--output: given ${JSON.stringify(file)}, allowed: a name that ends in .html, which a browser opens and prints`,
    )
  }
  if (file === '-' && output.json) {
    throw new UsageError('--output: given "-" together with --json, allowed: one of the two on stdout')
  }
  return {
    accounts:
      accounts === undefined ? 'all' : [...new Set(accounts.map((id) => checkedAccountId(id, '--account')))],
    from,
    to,
    detailedListings: listingsOf(textOption(options, 'listings')),
    file,
  }
}

function listingsOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (/^\d{1,4}$/.test(given) && Number(given) <= MOST_LISTINGS) return Number(given)
  throw new UsageError(
    `--listings: given ${JSON.stringify(given)}, allowed: a whole number from 0 to ${String(MOST_LISTINGS)}`,
  )
}
