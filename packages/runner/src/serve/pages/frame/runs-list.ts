import type { Run } from 'insights-store-timescale'
import { formatCount } from '../../../output/format.ts'
import { oneLineText } from '../../../output/text-width.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { formatDay, NO_NUMBER } from '../../../report/markup/report-formats.ts'
import { wide } from '../../../report/page/part.ts'
import { STATUS_TEXTS } from '../../../report/page/runs-table.ts'
import { durationText } from '../../../runs/run-text.ts'
import { instantText } from './instant.ts'
import { runPath } from './paths.ts'

/** Runs, newest first, each leading to its page. */
export function runsList(runs: readonly Run[]): Html {
  if (runs.length === 0) return html`<p class="empty">No run is recorded.</p>`
  return wide(
    'Runs',
    html`<table>
<thead><tr><th scope="col">Day</th><th scope="col">How it ended</th><th scope="col" class="number">Listings</th><th scope="col" class="number">New rows</th><th scope="col">Begun</th><th scope="col" class="number">Took</th><th scope="col">What there is to know</th></tr></thead>
<tbody>${runs.map(runRow)}</tbody></table>`,
  )
}

function runRow(run: Run): Html {
  const { runId, scrapeDay, status, listingsSucceeded, listingsTotal, rows, startedAt } = run
  const told = [run.error, ...run.notes].flatMap((one) => (one === null ? [] : oneLineText(one.message)))
  return html`<tr><th scope="row"><a href="${runPath(runId)}">${formatDay(scrapeDay)}</a></th><td class="${runTone(run)}">${STATUS_TEXTS[status]}</td><td class="number">${formatCount(listingsSucceeded)}/${formatCount(listingsTotal)}</td><td class="number">${formatCount(rows.inserted)}</td><td class="day">${startedAt === null ? NO_NUMBER : instantText(startedAt)}</td><td class="number">${durationText(run) ?? NO_NUMBER}</td><td class="told">${told.length === 0 ? NO_NUMBER : told.map((text) => html`<p>${text}</p>`)}</td></tr>
`
}

/** How a run's status is coloured. */
export function runTone({ status }: Pick<Run, 'status'>): 'well' | 'ill' | 'even' {
  if (status === 'succeeded') return 'well'
  return status === 'queued' || status === 'running' ? 'even' : 'ill'
}
