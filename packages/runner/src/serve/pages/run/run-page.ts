import { type Account, isPending, type Run, type RunListing } from 'insights-store-timescale'
import { formatCount, formatQuantity } from '../../../output/format.ts'
import { oneLineText } from '../../../output/one-line-text.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { formatDay, NO_NUMBER } from '../../../report/markup/report-formats.ts'
import { nameOf, nameText } from '../../../report/page/names.ts'
import { wide } from '../../../report/page/part.ts'
import { STATUS_TEXTS } from '../../../report/page/runs-table.ts'
import { durationText } from '../../../runs/run-text.ts'
import { instantText } from '../frame/instant.ts'
import { type PageContent, type PageReader, postForm } from '../frame/page-frame.ts'
import { accountPath, listingPath, runPath } from '../frame/paths.ts'
import { runTone } from '../frame/runs-list.ts'

/** What the page of a run is made of. */
interface RunFacts {
  readonly run: Run
  readonly listings: readonly RunListing[]
  /** Undefined where it was removed. */
  readonly account: Account | undefined
}

/** A run: how far it is, what became of each listing, and what went wrong. */
export function runPage(facts: RunFacts, reader: PageReader): PageContent {
  const { run, account } = facts
  const { accountId, scrapeDay, runId } = run
  const name = account?.name ?? `Account ${accountId}`
  const isMoving = isUnderWay(run)
  // The script follows the events and renews what is marked as a part; a run that ended is followed by nobody.
  return {
    title: `${statusText(run)}: sync of ${formatDay(scrapeDay)}`,
    place: null,
    isMoving,
    body: html`<p class="crumbs"><a href="/pages">Overview</a> › <a href="${accountPath(accountId)}">${nameText(name)}</a></p>
<h1>Sync of ${formatDay(scrapeDay)}</h1>
<div${isMoving && html` data-events="/api/v1/runs/${runId}/events"`}>
<div data-part="state">${stateOf(run)}</div>
<div data-part="actions">${actionsOf(run, reader)}</div>
<div data-part="told">${told(run)}</div>
<h2>Listings</h2>
<div data-part="listings">${listingsOf(facts)}</div>
</div>`,
  }
}

const isOpen = ({ status }: Run): boolean => status === 'queued' || status === 'running'

/** How much the database's clock may differ from this machine's. */
const CLOCK_TOLERANCE_MS = 2_000

/** Whether a run that ended in part goes on at once: it was asked for again. */
function goesOnNow(run: Run): boolean {
  const { nextAttemptAt } = run
  return (
    !isOpen(run) &&
    isPending(run) &&
    nextAttemptAt !== null &&
    nextAttemptAt.getTime() <= Date.now() + CLOCK_TOLERANCE_MS
  )
}

/** Whether somebody carries it out, or is about to. */
const isUnderWay = (run: Run): boolean => isOpen(run) || goesOnNow(run)

const statusText = (run: Run): string => (goesOnNow(run) ? 'waiting to go on' : STATUS_TEXTS[run.status])

function stateOf(run: Run): Html {
  const { listingsTotal, listingsSucceeded, listingsFailed, requestsDone, rows, nextAttemptAt } = run
  const done = listingsSucceeded + listingsFailed
  const took = durationText(run)
  return html`<p class="lead" role="status"><span class="${goesOnNow(run) ? 'even' : runTone(run)}">${statusText(run)}</span>${listingsTotal > 0 && `: ${formatCount(done)} of ${formatQuantity(listingsTotal, 'listing')}`}${listingsFailed > 0 && `, ${formatCount(listingsFailed)} failed`}</p>
${listingsTotal > 0 && html`<progress value="${done}" max="${listingsTotal}" aria-label="Listings that are done"></progress>`}
<dl class="found">
<dt>Begun</dt><dd>${run.startedAt === null ? 'not yet' : instantText(run.startedAt)}</dd>
${run.finishedAt !== null && html`<dt>Ended</dt><dd>${instantText(run.finishedAt)}${took !== null && `, after ${took}`}</dd>`}
${nextAttemptAt !== null && html`<dt>Goes on</dt><dd>from ${instantText(nextAttemptAt)} on</dd>`}
<dt>Requests</dt><dd>${formatCount(requestsDone)}</dd>
<dt>Rows</dt><dd>${formatCount(rows.inserted)} new, ${formatCount(rows.updated)} changed, ${formatCount(rows.unchanged)} as they were</dd>
</dl>`
}

function actionsOf(run: Run, reader: PageReader): Html | null {
  if (!reader.mayChange) return null
  const path = runPath(run.runId)
  if (run.cancelRequestedAt !== null && isOpen(run))
    return html`<p class="notice">It will be cancelled within seconds.</p>`
  const cancel =
    isPending(run) && postForm(`${path}/cancel`, reader, html`<button class="quiet">Cancel</button>`)
  const retry =
    !isUnderWay(run) &&
    run.status !== 'succeeded' &&
    postForm(`${path}/retry`, reader, html`<button>Try again</button>`)
  return cancel === false && retry === false ? null : html`<div class="actions">${retry}${cancel}</div>`
}

function told({ error, notes }: Run): Html | null {
  if (error === null && notes.length === 0) return null
  return html`<ul class="warning">${[error, ...notes].map((one) => one !== null && html`<li class="told">${oneLineText(one.message)}</li>`)}</ul>`
}

const LISTING_STATES = {
  pending: { text: 'waiting', tone: 'even' },
  succeeded: { text: 'read', tone: 'well' },
  failed: { text: 'failed', tone: 'ill' },
} as const

function listingsOf({ run, listings }: RunFacts): Html {
  if (listings.length === 0) {
    return html`<p class="empty">${isPending(run) ? 'Which listings there are is known once it has begun.' : 'It ended before any listing was asked for.'}</p>`
  }
  return wide(
    'Listings of the run',
    html`<table class="accounts">
<thead><tr><th scope="col">Listing</th><th scope="col">State</th><th scope="col" class="number">New rows</th><th scope="col" class="number">Requests</th><th scope="col">What went wrong</th></tr></thead>
<tbody>${listings.map((listing) => {
      const { text, tone } = LISTING_STATES[listing.status]
      return html`<tr><th scope="row"><a href="${listingPath(run.accountId, listing.listingId)}">${nameOf(listing)}</a></th><td class="${tone}">${text}</td><td class="number">${formatCount(listing.rows.inserted)}</td><td class="number">${formatCount(listing.requests)}</td><td class="told">${listing.error === null ? NO_NUMBER : oneLineText(listing.error.message)}</td></tr>
`
    })}</tbody></table>`,
  )
}
