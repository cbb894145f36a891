import { withNames } from '../../accounts/account-name.ts'
import { formatCount, formatDuration } from '../../output/format.ts'
import type { Tone } from '../../output/style.ts'
import type { Column } from '../../output/table.ts'
import { isHeldOff, isIdle, type SyncStatus } from '../sync-outcome.ts'
import type { OutcomeReport } from './outcome-report.ts'

/** From this width on there is room for every count in a column of its own. */
const WIDE = 100

/** Columns of the table of results; a narrow terminal has the row counts in one. */
export function outcomeColumns(
  width: number | undefined,
  reports: readonly OutcomeReport[],
): readonly Column<OutcomeReport>[] {
  const wide = width === undefined || width >= WIDE
  const columns: readonly Column<OutcomeReport>[] = [
    { heading: 'Account', text: ({ outcome }) => outcome.accountId },
    {
      heading: 'Status',
      text: ({ outcome }) => outcome.status,
      tone: ({ outcome }) => statusTone(outcome.status),
    },
    { heading: 'Listings', text: (report) => listingsText(report, wide), tone: listingsTone },
    { heading: 'Requests', text: ({ run }) => run && formatCount(run.requestsDone), align: 'right' },
    ...(wide ? ROW_COLUMNS : [ROWS_COLUMN]),
    { heading: 'Base day', text: ({ run }) => run?.baseDay },
    {
      heading: 'Took',
      text: ({ durationMs }) => (durationMs === null ? null : formatDuration(durationMs)),
      align: 'right',
    },
  ]
  return withNames(columns, reports, ({ name }) => name)
}

const ROW_COLUMNS: readonly Column<OutcomeReport>[] = [
  { heading: 'Rows new', text: ({ run }) => run && formatCount(run.rows.inserted), align: 'right' },
  { heading: 'Changed', text: ({ run }) => run && formatCount(run.rows.updated), align: 'right' },
  { heading: 'Unchanged', text: ({ run }) => run && formatCount(run.rows.unchanged), align: 'right' },
]

const ROWS_COLUMN: Column<OutcomeReport> = {
  heading: 'New/chg/same',
  text: ({ run }) =>
    run &&
    [run.rows.inserted, run.rows.updated, run.rows.unchanged].map((count) => formatCount(count)).join('/'),
  align: 'right',
}

/** How good a status is. */
export function statusTone(status: SyncStatus): Tone {
  if (status === 'succeeded') return 'good'
  if (status === 'queued' || status === 'running' || isIdle(status)) return 'accent'
  return status === 'cancelled' || status === 'partial' || isHeldOff(status) ? 'warning' : 'bad'
}

function listingsText({ run }: OutcomeReport, wide: boolean): string | null {
  if (run === null || run.listingsTotal === 0) return null
  const { listingsSucceeded, listingsFailed, listingsTotal } = run
  const stored = `${String(listingsSucceeded)}/${String(listingsTotal)}`
  return listingsFailed === 0 || !wide ? stored : `${stored}, ${String(listingsFailed)} failed`
}

function listingsTone({ run }: OutcomeReport): Tone | undefined {
  return run !== null && run.listingsFailed > 0 ? 'bad' : undefined
}
