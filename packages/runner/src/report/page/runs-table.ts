import type { Run } from 'insights-store-timescale'
import { formatCount, formatInstant } from '../../output/format.ts'
import { oneLineText } from '../../output/one-line-text.ts'
import { durationText } from '../../runs/run-text.ts'
import { type Html, html } from '../markup/html.ts'
import { formatDay, NO_NUMBER } from '../markup/report-formats.ts'
import { wide } from './part.ts'

/** What each status says to someone who has not seen one. */
export const STATUS_TEXTS: Readonly<Record<Run['status'], string>> = {
  queued: 'waiting to begin',
  running: 'under way',
  succeeded: 'complete',
  partial: 'some listings failed',
  failed: 'failed',
  auth_failed: 'the session had expired',
  rate_limited: 'stopped: too many requests',
  blocked: 'stopped: something stood between',
  cancelled: 'cancelled',
}

/** An account's last syncs, newest first. */
export const runsTable = (runs: readonly Run[]): Html => tableOfRuns('Last runs', runs, runRow)

/** Runs in the order given, under the heads that are the same wherever they are shown. */
export function tableOfRuns(title: string, runs: readonly Run[], row: (run: Run) => Html): Html {
  if (runs.length === 0) return html`<p class="empty">No run is recorded.</p>`
  return wide(
    title,
    html`<table>
<thead><tr><th scope="col">Day</th><th scope="col">How it ended</th><th scope="col" class="number">Listings</th><th scope="col" class="number">New rows</th><th scope="col">Begun</th><th scope="col" class="number">Took</th><th scope="col">What there is to know</th></tr></thead>
<tbody>${runs.map(row)}</tbody></table>`,
  )
}

function runRow(run: Run): Html {
  const { scrapeDay, status, listingsSucceeded, listingsTotal, rows, startedAt, error, notes } = run
  const told = [error, ...notes].flatMap((one) => (one === null ? [] : oneLineText(one.message)))
  return html`<tr><th scope="row">${formatDay(scrapeDay)}</th><td class="${status === 'succeeded' ? 'well' : 'ill'}">${STATUS_TEXTS[status]}</td><td class="number">${listingsSucceeded}/${listingsTotal}</td><td class="number">${formatCount(rows.inserted)}</td><td class="day">${startedAt === null ? NO_NUMBER : formatInstant(startedAt)}</td><td class="number">${durationText(run) ?? NO_NUMBER}</td><td>${told.length === 0 ? NO_NUMBER : told.map((text) => html`<p>${text}</p>`)}</td></tr>
`
}
