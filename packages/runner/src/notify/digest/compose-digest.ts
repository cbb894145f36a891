import type { Mover, Store } from 'insights-store-timescale'
import { addDays, sundayOf, utcDateOf } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import { type AccountReport, collectAccount, readAccount } from '../../report/collect/account-report.ts'
import type { ListingReport } from '../../report/collect/listing-report.ts'
import { newestDay } from '../../report/collect/newest-day.ts'
import { type WeekBehind, weeksBehind } from '../../report/collect/nights-compared.ts'
import { reportPeriod, sundaysOf } from '../../report/collect/report-period.ts'
import { type Html, html } from '../../report/markup/html.ts'
import {
  formatChange,
  formatDay,
  formatNearWeek,
  formatNumber,
  formatRate,
} from '../../report/markup/report-formats.ts'
import type { TargetScope } from '../conditions/decide-changes.ts'
import type { NotificationContent } from '../message/content.ts'
import { strangersText } from '../message/strangers-text.ts'

/** Weeks, listings and movers that a digest names. */
const NAMED = 5
/** A digest of more accounts would be no digest. */
const MOST_ACCOUNTS = 20

interface DigestOptions {
  readonly store: Store
  readonly scope: TargetScope
  readonly now: Date
  readonly listingNames: boolean
}

/** One part of an account's digest: a heading, and a sentence or a line for each thing. */
interface DigestPart {
  readonly heading: string
  readonly lines: readonly string[]
}

/** The first screen of the report, in words: what lies ahead, what was booked, what moved; null where there is no number. */
export async function composeDigest({
  store,
  scope,
  now,
  listingNames,
}: DigestOptions): Promise<NotificationContent | null> {
  const accounts = (await store.accounts.list({ activeOnly: true })).filter(
    ({ accountId }) => scope === 'all' || scope.has(accountId),
  )
  const sections: { name: string; parts: DigestPart[] }[] = []
  for (const account of accounts.slice(0, MOST_ACCOUNTS)) {
    const read = await readAccount(store, account)
    const today = newestDay([read.scrapeDay])
    if (today === null) continue
    const report = await collectAccount(store, read, { period: reportPeriod({}, today), today })
    const { accountId, name } = account
    sections.push({
      name: name === null ? `Account ${accountId}` : `${strangersText(name)} (${accountId})`,
      parts: partsOf(report, listingNames),
    })
  }
  if (sections.length === 0) return null
  const left = accounts.length - sections.length
  const more = left > 0 ? `${formatQuantity(left, 'more account')}: airbnb-insights report shows all.` : ''
  return {
    type: 'digest',
    code: 'digest',
    title: `Your week on Airbnb, ${formatDay(utcDateOf(now))}`,
    events: [],
    digest: {
      text: [
        ...sections.map(({ name, parts }) => `${name}\n\n${parts.map(textOf).join('\n\n')}`),
        ...(more === '' ? [] : [more]),
      ].join('\n\n\n'),
      html: html`${sections.map(
        ({ name, parts }) =>
          html`<h2 style="font-size:17px;margin:24px 0 4px"><bdi>${name}</bdi></h2>${parts.map(htmlOf)}`,
      )}${more !== '' && html`<p>${more}</p>`}`.toString(),
    },
  }
}

function partsOf(report: AccountReport, listingNames: boolean): DigestPart[] {
  const nameOf = namer(report.listings, listingNames)
  return [aheadPart(report, nameOf), bookedPart(report), moversPart(report, nameOf)]
}

type NameOf = (listingId: string) => string

function namer(listings: readonly ListingReport[], listingNames: boolean): NameOf {
  const known = new Map(listings.map((listing) => [listing.listingId, listing]))
  return (listingId) => {
    const { internalName = null, listingName = null } = known.get(listingId) ?? {}
    const name = listingNames ? strangersText(internalName ?? listingName ?? '') : ''
    return name === '' ? `Listing ${listingId}` : name
  }
}

function aheadPart({ listings, today }: AccountReport, nameOf: NameOf): DigestPart {
  const weeks = sundaysOf(reportPeriod({}, today)).filter((week) => week >= sundayOf(today))
  const behind = weeksBehind(listings, weeks)
  const heading = 'Nights ahead'
  if (behind.length === 0) {
    return {
      heading,
      lines: ['In no week do nights that look free fall behind similar listings by a fifth or more.'],
    }
  }
  const line = ({ listing, week, own, similar }: WeekBehind): string =>
    `${nameOf(listing.listingId)}, ${formatNearWeek(week)}: ${formatNumber(own)} page views, similar listings ${formatNumber(similar)} (${formatChange(similar, own) ?? ''})`
  return {
    heading: `${heading}: ${formatQuantity(behind.length, 'week')} behind similar listings`,
    lines: [...behind.slice(0, NAMED).map(line), ...moreOf(behind)],
  }
}

function bookedPart({ weeks, lastWeek }: AccountReport): DigestPart {
  const heading = 'Booked'
  if (lastWeek === null) return { heading, lines: ['No week has passed yet.'] }
  const now = weeks.find(({ week }) => week === lastWeek)
  const before = weeks.find(({ week }) => week === addDays(lastWeek, -7))
  return {
    heading,
    lines: [
      `${formatNumber(now?.bookedNights ?? null)} nights in the week of ${formatNearWeek(lastWeek)}; ${formatNumber(before?.bookedNights ?? null)} in the week before.`,
    ],
  }
}

const WHAT: Readonly<Record<Mover['metric'], string>> = {
  impressions: 'seen in search',
  pageViews: 'page views',
  conversion: 'booked out of seen',
}

function moversPart({ movers: { ahead, behind } }: AccountReport, nameOf: NameOf): DigestPart {
  const line = ({ metric, listingId, week, before, after }: Mover): string => {
    const format = metric === 'conversion' ? formatRate : formatNumber
    const change = formatChange(before, after)
    return `${nameOf(listingId)}, ${formatNearWeek(week)}: ${WHAT[metric]} ${format(before)} → ${format(after)}${change === null ? '' : ` (${change})`}`
  }
  const moved = [...ahead.movers, ...behind.movers.filter(({ metric }) => metric !== 'impressions')]
  return {
    heading: 'Biggest movers',
    lines: moved.length === 0 ? ['Nothing moved that could be compared.'] : moved.slice(0, NAMED).map(line),
  }
}

function moreOf(all: readonly unknown[]): string[] {
  return all.length > NAMED ? [`and ${formatQuantity(all.length - NAMED, 'more week')}`] : []
}

function textOf({ heading, lines }: DigestPart): string {
  return [heading, ...lines.map((line) => `• ${line}`)].join('\n')
}

function htmlOf({ heading, lines }: DigestPart): Html {
  return html`<h3 style="font-size:15px;margin:14px 0 2px">${heading}</h3><ul style="margin:0;padding-left:20px">${lines.map((line) => html`<li><bdi>${line}</bdi></li>`)}</ul>`
}
