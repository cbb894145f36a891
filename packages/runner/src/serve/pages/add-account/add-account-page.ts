import type { CopiedSession, LeftOutRequests } from 'airbnb-insights-client/credentials'
import type { Account } from 'insights-store-timescale'
import { describeLeftOut } from '../../../accounts/describe-left-out.ts'
import { describeLearned } from '../../../accounts/learned-text.ts'
import { formatQuantity } from '../../../output/format.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { nameText } from '../../../report/page/names.ts'
import { type PageContent, type PageReader, postForm } from '../frame/page-frame.ts'

/** The first step: a place to paste. What was pasted and did not work is not shown again. */
export function pastePage(reader: PageReader, refusal: string | null): PageContent {
  return {
    title: 'Add or renew an account',
    place: '/pages/add-account',
    body: html`<h1>Add or renew an account</h1>
<p class="lead">Paste a request that your browser has sent to Airbnb while you were signed in there as a host. It holds your session, so it is stored encrypted and never shown.</p>
<ol>
<li>Open Airbnb’s <em>Performance</em> pages in your browser, and there its developer tools (F12), <em>Network</em>.</li>
<li>Load the page again, and find a request whose name begins with <code>ListingsSectionQuery</code> or <code>ChartQuery</code>.</li>
<li>Copy it: right-click, <em>Copy</em>, <em>Copy as cURL</em>. As fetch, as PowerShell, its headers, a HAR file or a Cookie header do as well.</li>
</ol>
${postForm(
  '/pages/add-account',
  reader,
  html`<label for="copied">What you have copied</label>
<textarea id="copied" name="copied" required spellcheck="false" autocomplete="off"${refusal !== null && html` aria-invalid="true" aria-describedby="refusal"`}></textarea>
${refusal !== null && html`<p class="ill told" id="refusal" role="alert">${refusal}</p>`}
<p class="hint">Nothing is stored yet: the next page says what was found.</p>
<p class="actions"><button>See what is in it</button></p>`,
)}`,
  }
}

/** A session that was found, and the account that it would renew. */
export interface FoundSession {
  readonly session: CopiedSession
  /** Undefined where it would be a new one. */
  readonly account: Account | undefined
}

/** What was found in a paste. */
export interface Found {
  readonly sessions: readonly FoundSession[]
  readonly leftOut: readonly LeftOutRequests[]
  /** The sessions, closed: they go out and come back without anybody being able to read them. */
  readonly sealed: string
}

/** The second step: what was found, to be stored or not. */
export function foundPage({ sessions, leftOut, sealed }: Found, reader: PageReader): PageContent {
  const isOne = sessions.length === 1
  return {
    title: 'What was found',
    place: '/pages/add-account',
    body: html`<h1>What was found</h1>
<p class="lead">${formatQuantity(sessions.length, 'session')}. Nothing is stored yet.</p>
${postForm(
  '/pages/add-account/store',
  reader,
  html`<input type="hidden" name="sealed" value="${sealed}">
${sessions.map((found) => foundFields(found, isOne))}
${leftOut.length > 0 && html`<p class="note told">${describeLeftOut(leftOut)}</p>`}
<label><input type="checkbox" name="sync" value="yes" checked> Sync ${isOne ? 'it' : 'the first of them'} at once</label>
<p class="actions"><button>${isOne && sessions[0]?.account !== undefined ? 'Renew' : 'Store'}</button><a class="button quiet" href="/pages/add-account">Paste something else</a></p>
<p class="hint">This offer holds for ten minutes.</p>`,
)}`,
  }
}

function foundFields({ session, account }: FoundSession, isOne: boolean): Html {
  const { accountId, baseUrl, clientVersion, userAgent, requests, learned } = session
  const said = describeLearned(learned)
  return html`<fieldset><legend>${account === undefined ? 'New account' : 'Known account'} ${accountId}</legend>
${isOne ? html`<input type="hidden" name="take_${accountId}" value="yes">` : html`<label><input type="checkbox" name="take_${accountId}" value="yes" checked> ${account === undefined ? 'Add it' : 'Renew its session'}</label>`}
<dl class="found">
${account !== undefined && html`<dt>Called</dt><dd>${account.name === null ? 'without a name' : nameText(account.name)}</dd>`}
<dt>Taken from</dt><dd>${formatQuantity(requests, 'request')}${baseUrl !== null && ` to ${new URL(baseUrl).hostname}`}</dd>
<dt>Browser</dt><dd>${clientVersion !== null && userAgent !== null ? 'named in it' : 'not named in it: that of an account that is known is taken'}</dd>
${said !== '' && html`<dt>Says of the API</dt><dd>${said}</dd>`}
</dl>
${account === undefined && html`<label for="name_${accountId}">What you call it</label><input type="text" id="name_${accountId}" name="name_${accountId}" maxlength="80" autocomplete="off" aria-describedby="name_hint_${accountId}"><p class="hint" id="name_hint_${accountId}">May be left empty.</p>`}
</fieldset>`
}
