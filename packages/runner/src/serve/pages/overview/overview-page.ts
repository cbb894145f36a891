import type { CalendarDate } from 'insights-transform'
import { type Html, html } from '../../../report/markup/html.ts'
import { formatDay, NO_NUMBER } from '../../../report/markup/report-formats.ts'
import { nameText } from '../../../report/page/names.ts'
import { needsAHand } from '../../../report/page/needs-a-hand.ts'
import { wide } from '../../../report/page/part.ts'
import { STATUS_TEXTS } from '../../../report/page/runs-table.ts'
import type { SchedulerState } from '../../http/http-server-options.ts'
import { instantText } from '../frame/instant.ts'
import { type PageContent, type PageReader, postForm } from '../frame/page-frame.ts'
import { accountPath, runPath } from '../frame/paths.ts'
import { sessionWords } from '../frame/session-words.ts'
import type { Overview, OverviewAccount } from './read-overview.ts'

/** What an overview is made of. */
interface OverviewFacts extends Overview {
  readonly today: CalendarDate
  readonly scheduler: SchedulerState | null
  /** Whether this is the first page of accounts. */
  readonly isFirst: boolean
}

/** All accounts, what needs a hand, and what happens next. */
export function overviewPage(facts: OverviewFacts, reader: PageReader): PageContent {
  const { accounts, isFirst } = facts
  return {
    title: 'Overview',
    place: '/pages',
    body: html`<h1>Overview</h1>
${accounts.length === 0 && isFirst ? nothingYet(reader) : html`<p class="lead">${nextRun(facts)}</p>${tending(facts)}${accountsPart(facts, reader)}`}`,
  }
}

function nothingYet({ mayChange }: PageReader): Html {
  return html`<p>There is no account yet. An account is added from a request that your browser has sent to Airbnb while you were signed in there as a host: you copy it, and paste it here.</p>
${mayChange && html`<p class="actions"><a class="button" href="/pages/add-account">Add an account</a></p>`}`
}

function nextRun({ scheduler }: OverviewFacts): Html {
  if (scheduler === null)
    return html`Syncs are carried out by other processes of this service, on their schedule.`
  if (scheduler.nextRunAt === null) return html`When accounts are synced next is not known.`
  return html`Accounts are synced next from ${instantText(scheduler.nextRunAt)} on, one after another.`
}

function tending({ accounts, today }: OverviewFacts): Html {
  const wanting = accounts.flatMap((account) =>
    needsAHand(account, today).map((sentence) => ({ account, sentence })),
  )
  return html`<h2>What needs a hand</h2>
${wanting.length === 0 ? html`<p class="well">✓ Nothing needs you.</p>` : html`<ul class="warning">${wanting.map(({ account: { account }, sentence }) => html`<li><a href="${accountPath(account.accountId)}">${nameText(account.name ?? account.accountId)}</a>: ${sentence}</li>`)}</ul>`}`
}

function accountsPart({ accounts, lastBeforeNext, isFirst }: OverviewFacts, reader: PageReader): Html {
  return html`<h2>Accounts</h2>
${wide(
  'Accounts',
  html`<table class="accounts">
<thead><tr><th scope="col">Account</th><th scope="col">How it stands</th><th scope="col">Last sync</th>${reader.mayChange && html`<th scope="col">Do</th>`}<th scope="col" class="number">Listings</th><th scope="col" class="number">Last read</th><th scope="col">Next attempt</th></tr></thead>
<tbody>${accounts.map((account) => accountRow(account, reader))}</tbody></table>`,
)}
${(!isFirst || lastBeforeNext !== null) && html`<p class="actions">${!isFirst && html`<a class="button quiet" href="/pages">First accounts</a>`}${lastBeforeNext !== null && html`<a class="button quiet" href="/pages?after=${lastBeforeNext}">More accounts</a>`}</p>`}`
}

function accountRow({ account, outlook, run, listings, readOn }: OverviewAccount, reader: PageReader): Html {
  const { accountId, name } = account
  const { text, tone } = sessionWords(account, outlook)
  return html`<tr><th scope="row"><a href="${accountPath(accountId)}">${nameText(name ?? accountId)}</a>${name !== null && html` <small>${accountId}</small>`}</th><td class="${tone}">${text}</td><td>${run === undefined ? 'never' : html`<a href="${runPath(run.runId)}">${STATUS_TEXTS[run.status]}</a>`}</td>${reader.mayChange && html`<td>${account.isActive && postForm(`${accountPath(accountId)}/sync`, reader, html`<button class="quiet">Sync now<span class="for-readers"> ${nameText(name ?? accountId)}</span></button>`)}</td>`}<td class="number">${listings.length}</td><td class="number">${readOn === null ? 'never' : formatDay(readOn)}</td><td class="day">${run === undefined || run.nextAttemptAt === null ? NO_NUMBER : instantText(run.nextAttemptAt)}</td></tr>
`
}
