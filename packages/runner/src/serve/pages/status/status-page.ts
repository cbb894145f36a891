import { formatBytes, formatCount, formatQuantity } from '../../../output/format.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { formatDay } from '../../../report/markup/report-formats.ts'
import { wide } from '../../../report/page/part.ts'
import { blockedWayOut, blockerNamed } from '../../../session/blocker-words.ts'
import { instantText } from '../frame/instant.ts'
import type { PageContent } from '../frame/page-frame.ts'
import type { ServiceStatus } from './read-status.ts'

const EDITIONS = {
  none: 'without TimescaleDB',
  apache: 'TimescaleDB, Apache edition',
  community: 'TimescaleDB, Community edition',
} as const

const NOT_KNOWN = html`<p class="ill">Not known: the database did not answer in time.</p>`

/** How the service, its database and its queue stand. */
export function statusPage(status: ServiceStatus): PageContent {
  return {
    title: 'Status',
    place: '/pages/status',
    body: html`<h1>Status</h1>
${checks(status)}
<h2>Queue</h2>
${queue(status)}
<h2>Airbnb</h2>
${airbnb(status)}
<h2>Database</h2>
${database(status)}
<h2>Versions</h2>
<dl class="found">
<dt>airbnb-insights</dt><dd>${status.version}, as ${status.mode}</dd>
<dt>Node.js</dt><dd>${process.versions.node}</dd>
<dt>PostgreSQL</dt><dd>${status.server.version}</dd>
<dt>Schema</dt><dd>${migrationsText(status)}</dd>
</dl>`,
  }
}

const CHECKS = [
  ['database', 'Database'],
  ['migrations', 'Migrations'],
  ['queue', 'Queue'],
  ['scheduler', 'Schedule'],
] as const

function checks({ readiness }: ServiceStatus): Html {
  if (readiness === undefined) return NOT_KNOWN
  const wrong = CHECKS.flatMap(([part, name]) => {
    const { ok, message } = readiness.checks[part]
    return ok ? [] : { name, message }
  })
  return wrong.length === 0
    ? html`<p class="well">✓ The service can work.</p>`
    : html`<ul class="warning">${wrong.map(({ name, message }) => html`<li>${name}: ${message}</li>`)}</ul>`
}

function queue({ backlog, scheduler }: ServiceStatus): Html {
  return html`${
    backlog === undefined
      ? NOT_KNOWN
      : html`<dl class="found">
<dt>Under way</dt><dd>${formatQuantity(backlog.active, 'sync', 'syncs')}</dd>
<dt>Due now</dt><dd>${formatCount(backlog.queued)}${backlog.oldestDueSeconds !== null && `, the oldest for ${formatQuantity(Math.round(backlog.oldestDueSeconds), 'second')}`}</dd>
<dt>Due later</dt><dd>${formatCount(backlog.waiting)}</dd>
</dl>`
  }
<p class="lead">${scheduler === null ? 'This process schedules nothing: others do.' : html`By the schedule, next from ${instantText(scheduler.nextRunAt)} on.`}</p>`
}

function airbnb({ pauses, drift }: ServiceStatus): Html {
  if (pauses === undefined || drift === undefined) return NOT_KNOWN
  if (pauses.length + drift.length === 0) {
    return html`<p class="well">✓ Nothing stands in between, and answers are what they were.</p>`
  }
  return html`<ul class="warning">${pauses.map(
    ({ reason, site, accountId, nextProbeAt }) =>
      html`<li>Something stands between this service and ${site}${accountId !== null && `, for account ${accountId} alone`}: ${blockerNamed(reason)}. One request tries again after ${instantText(nextProbeAt)}. ${blockedWayOut(reason)}</li>`,
  )}${drift.map(({ title, text }) => html`<li class="told">${title}. ${text}</li>`)}</ul>`
}

function database({ server, tables }: ServiceStatus): Html {
  const { kind, timescale, lossyEncoding } = server
  return html`<dl class="found">
<dt>Kind</dt><dd>${kind === 'embedded' ? 'embedded in this service' : 'a server'}, ${EDITIONS[timescale.level]}${timescale.version !== null && ` ${timescale.version}`}</dd>
${lossyEncoding !== null && html`<dt>Encoding</dt><dd class="ill">${lossyEncoding}: it lacks characters, in names they are stored as “?”</dd>`}
${tables !== undefined && html`<dt>Read since</dt><dd>${tables.oldestScrapeDay === null ? 'nothing yet' : formatDay(tables.oldestScrapeDay)}</dd>`}
</dl>
${tables === undefined ? NOT_KNOWN : chunks(tables.hypertables)}`
}

function chunks(hypertables: NonNullable<ServiceStatus['tables']>['hypertables']): Html | null {
  if (hypertables.length === 0) return null
  return wide(
    'Hypertables',
    html`<table class="accounts">
<thead><tr><th scope="col">Table</th><th scope="col" class="number">Chunks</th><th scope="col" class="number">Size</th><th scope="col" class="number">Days a chunk</th></tr></thead>
<tbody>${hypertables.map(
      ({ table, chunks: count, sizeBytes, chunkIntervalDays }) =>
        html`<tr><th scope="row">${table}</th><td class="number">${formatCount(count)}</td><td class="number">${formatBytes(sizeBytes)}</td><td class="number">${chunkIntervalDays ?? 'other'}</td></tr>
`,
    )}</tbody></table>`,
  )
}

function migrationsText({ migrations }: ServiceStatus): Html | string {
  if (migrations === undefined) return 'not known now'
  const { current, pending } = migrations
  return pending.length === 0
    ? `${current ?? 'none'}, up to date`
    : html`<span class="ill">${current ?? 'none'}, ${formatQuantity(pending.length, 'migration')} pending: airbnb-insights migrate up</span>`
}
