import type { Run } from 'insights-store-timescale'
import { formatCount } from '../../../output/format.ts'
import { oneLineText } from '../../../output/one-line-text.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { formatDay, NO_NUMBER } from '../../../report/markup/report-formats.ts'
import { STATUS_TEXTS, tableOfRuns } from '../../../report/page/runs-table.ts'
import { durationText } from '../../../runs/run-text.ts'
import { instantText } from './instant.ts'
import { runPath } from './paths.ts'

/** Runs, newest first, each leading to its page. */
export const runsList = (runs: readonly Run[]): Html => tableOfRuns('Runs', runs, runRow)

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
