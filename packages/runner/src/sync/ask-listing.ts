import { type CalendarDate, type FlatMetric, measureBaseDay } from 'insights-transform'
import type { ApiAsker, ChartAnswer, SyncListing } from './api-asker.ts'
import { type BaseDay, confirmsBaseDay, measuredBaseDay } from './base-day.ts'
import type { ListingRequest, ListingRequests } from './listing-requests.ts'
import { BaseDayUnstableError } from './sync-errors.ts'

/** A chart request whose answer told the base day, and will tell it again. */
export interface BaseDayAnchor {
  readonly listing: SyncListing
  readonly request: ListingRequest
}

/** Answers of which every one was given under the same measured base day. */
export interface DatedAnswers {
  readonly kind: 'dated'
  readonly baseDay: CalendarDate
  readonly charts: readonly ChartAnswer[]
  readonly lists: readonly FlatMetric[]
  /** Null where another listing's chart told the base day. */
  readonly anchor: BaseDayAnchor | null
}

/** Chart answers that do not tell the base day; no list of metrics was asked. */
export interface UndatedAnswers {
  readonly kind: 'undated'
  /** The base day that they were asked with. */
  readonly asked: BaseDay
  readonly charts: readonly ChartAnswer[]
}

/** How often requests may turn out to have been asked with a wrong base day before the server is given up. */
const MAX_CORRECTIONS = 2

/**
 * Asks everything of one listing. Its lists of metrics, which carry no date, stand between two chart answers that
 * agree on the base day; where they do not, the server's day has turned, and the listing is asked afresh once.
 *
 * @throws BaseDayUnstableError when it turned again, BaseDayOutOfRangeError when it cannot be right.
 */
export async function askListing(
  asker: ApiAsker,
  listing: SyncListing,
  requests: ListingRequests,
  start: BaseDay,
  scrapeDay: CalendarDate,
): Promise<DatedAnswers | UndatedAnswers> {
  let base = start
  let corrections = 0
  let turns = 0
  for (;;) {
    const opening = await askOpeningCharts(asker, listing, requests.charts, base.day)
    if (opening.kind === 'undated') return { kind: 'undated', asked: base, charts: opening.charts }
    if (opening.kind === 'other_base') {
      if (opening.turned ? ++turns > 1 : ++corrections > MAX_CORRECTIONS) throw new BaseDayUnstableError()
      base = measuredBaseDay(opening.baseDay, scrapeDay)
      continue
    }

    base = measuredBaseDay(base.day, scrapeDay)
    const lists = await askLists(asker, listing, requests.lists, base.day)
    const closing = await askClosingChart(asker, listing, opening.held, opening.anchor, base.day)
    if (closing.confirmed) {
      const charts = closing.held ? [...opening.charts, closing.held] : opening.charts
      return {
        kind: 'dated',
        baseDay: base.day,
        charts,
        lists,
        anchor: { listing, request: opening.anchor },
      }
    }
    if (++turns > 1) throw new BaseDayUnstableError()
    if (closing.baseDay !== null) base = measuredBaseDay(closing.baseDay, scrapeDay)
  }
}

/**
 * Asks a listing whose charts tell no base day, between two chart requests of a listing whose do. Chart answers
 * that it gave earlier in the run are kept where the base day was known then and is still the same: it never goes back.
 */
export async function askUndatedListing(
  asker: ApiAsker,
  listing: SyncListing,
  requests: ListingRequests,
  earlier: UndatedAnswers,
  anchor: BaseDayAnchor,
  start: BaseDay,
  scrapeDay: CalendarDate,
): Promise<DatedAnswers> {
  let base = start
  for (let attempt = 0; attempt < 2; attempt++) {
    const { reading } = await asker.chart(anchor.listing, anchor.request, base.day)
    if (reading.kind === 'agreed') base = measuredBaseDay(reading.baseDay, scrapeDay)
    else if (!confirmsBaseDay(reading, base.day)) break
    const keep = earlier.asked.measured && earlier.asked.day === base.day
    const charts = keep ? earlier.charts : await askCharts(asker, listing, requests.charts, base.day)
    const lists = await askLists(asker, listing, requests.lists, base.day)
    const after = await asker.chart(anchor.listing, anchor.request, base.day)
    if (confirmsBaseDay(after.reading, base.day)) {
      return { kind: 'dated', baseDay: base.day, charts, lists, anchor: null }
    }
  }
  throw new BaseDayUnstableError()
}

type Opening =
  /** `held` was not asked yet and can close; null where it was needed to measure. */
  | { kind: 'measured'; charts: ChartAnswer[]; anchor: ListingRequest; held: ListingRequest | null }
  | { kind: 'other_base'; baseDay: CalendarDate; turned: boolean }
  | { kind: 'undated'; charts: ChartAnswer[] }

/** Asks all charts but one of a slice that tells the base day: that one is kept for the end. */
async function askOpeningCharts(
  asker: ApiAsker,
  listing: SyncListing,
  requests: readonly ListingRequest[],
  asked: CalendarDate,
): Promise<Opening> {
  const charts: ChartAnswer[] = []
  const waiting = [...requests]
  let held: ListingRequest | null = null
  for (;;) {
    const request = waiting.shift() ?? null
    if (request === null) {
      const measurement = measureBaseDay(charts)
      if (measurement.kind === 'contradiction') {
        return { kind: 'other_base', baseDay: latest(measurement.baseDays), turned: true }
      }
      if (measurement.kind === 'measured') {
        if (measurement.baseDay !== asked) {
          return { kind: 'other_base', baseDay: measurement.baseDay, turned: false }
        }
        const anchor = findAnchor(charts, asked)
        if (anchor !== null) return { kind: 'measured', charts, anchor, held }
      }
      if (held === null) return { kind: 'undated', charts }
      waiting.push(held)
      held = null
      continue
    }
    const answer = await asker.chart(listing, request, asked)
    if (answer.reading.kind === 'agreed') {
      if (answer.reading.baseDay !== asked) {
        const turned = charts.some((chart) => chart.reading.kind === 'agreed')
        return { kind: 'other_base', baseDay: answer.reading.baseDay, turned }
      }
      held ??= takeSameSlice(waiting, request)
    }
    charts.push(answer)
  }
}

/** Takes the other metric's request of the same slice out of the waiting ones. */
function takeSameSlice(waiting: ListingRequest[], { window }: ListingRequest): ListingRequest | null {
  const index = waiting.findIndex((request) => request.window.start === window.start)
  return index < 0 ? null : (waiting.splice(index, 1)[0] ?? null)
}

function findAnchor(charts: readonly ChartAnswer[], baseDay: CalendarDate): ListingRequest | null {
  const telling =
    charts.find(({ reading }) => reading.kind === 'agreed') ??
    charts.find(({ reading }) => confirmsBaseDay(reading, baseDay))
  return telling?.request ?? null
}

async function askClosingChart(
  asker: ApiAsker,
  listing: SyncListing,
  held: ListingRequest | null,
  anchor: ListingRequest,
  baseDay: CalendarDate,
): Promise<{ confirmed: boolean; held: ChartAnswer | null; baseDay: CalendarDate | null }> {
  const answer = await asker.chart(listing, held ?? anchor, baseDay)
  const heldAnswer = held === null ? null : answer
  // The other metric of a slice that told the base day may still be empty: then the first one closes.
  const last =
    held !== null && answer.reading.kind === 'none' ? await asker.chart(listing, anchor, baseDay) : answer
  const { reading } = last
  return {
    confirmed: confirmsBaseDay(reading, baseDay),
    held: heldAnswer,
    baseDay: reading.kind === 'agreed' ? reading.baseDay : null,
  }
}

async function askCharts(
  asker: ApiAsker,
  listing: SyncListing,
  requests: readonly ListingRequest[],
  baseDay: CalendarDate,
): Promise<ChartAnswer[]> {
  const charts: ChartAnswer[] = []
  for (const request of requests) charts.push(await asker.chart(listing, request, baseDay))
  return charts
}

async function askLists(
  asker: ApiAsker,
  listing: SyncListing,
  requests: readonly ListingRequest[],
  baseDay: CalendarDate,
): Promise<FlatMetric[]> {
  const flats: FlatMetric[] = []
  for (const request of requests) flats.push(...(await asker.list(listing, request, baseDay)))
  return flats
}

function latest(days: readonly CalendarDate[]): CalendarDate {
  return days.reduce((latestSoFar, day) => (day > latestSoFar ? day : latestSoFar))
}
