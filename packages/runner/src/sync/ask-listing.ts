import { type CalendarDate, type FlatMetric, measureBaseDay } from 'insights-transform'
import type { ApiAsker, ChartAnswer, SyncListing } from './api-asker.ts'
import {
  allowsBaseDay,
  type BaseDay,
  isPlausibleBaseDay,
  isSameReading,
  measuredBaseDay,
} from './base-day.ts'
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
    const opening = await askOpeningCharts(asker, listing, requests.charts, base.day, scrapeDay)
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
        anchor: { listing, request: opening.anchor.request },
      }
    }
    if (++turns > 1) throw new BaseDayUnstableError()
    if (closing.baseDay !== null) base = measuredBaseDay(closing.baseDay, scrapeDay)
  }
}

/**
 * Asks a listing whose charts tell no base day, between two answers to the same chart request of a listing whose do.
 * Chart answers that it gave earlier in the run are kept where the base day was known then and is still the same: it
 * never goes back.
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
  const askAnchor = async (baseDay: CalendarDate) =>
    (await asker.chart(anchor.listing, anchor.request, baseDay)).reading
  let base = start
  for (let attempt = 0; attempt < 2; attempt++) {
    let before = await askAnchor(base.day)
    if (before.kind === 'agreed' && before.baseDay !== base.day) {
      base = measuredBaseDay(before.baseDay, scrapeDay)
      before = await askAnchor(base.day)
    }
    const keep = earlier.asked.measured && earlier.asked.day === base.day
    const charts = keep ? earlier.charts : await askCharts(asker, listing, requests.charts, base.day)
    const lists = await askLists(asker, listing, requests.lists, base.day)
    const after = await askAnchor(base.day)
    if (isSameReading(before, after) && allowsBaseDay(after, base.day)) {
      return { kind: 'dated', baseDay: base.day, charts, lists, anchor: null }
    }
  }
  throw new BaseDayUnstableError()
}

type Opening =
  /** `held` was not asked yet and can close; null where there is no such request. */
  | { kind: 'measured'; charts: ChartAnswer[]; anchor: ChartAnswer; held: ListingRequest | null }
  | { kind: 'other_base'; baseDay: CalendarDate; turned: boolean }
  | { kind: 'undated'; charts: ChartAnswer[] }

/** Asks all charts but one of a slice that tells the base day: that one is kept for the end. */
async function askOpeningCharts(
  asker: ApiAsker,
  listing: SyncListing,
  requests: readonly ListingRequest[],
  asked: CalendarDate,
  scrapeDay: CalendarDate,
): Promise<Opening> {
  const charts: ChartAnswer[] = []
  const waiting = [...requests]
  let held: ListingRequest | null = null
  let agreed: ChartAnswer | null = null
  for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
    const answer = await asker.chart(listing, request, asked)
    const { reading } = answer
    if (reading.kind === 'agreed' && reading.baseDay !== asked) {
      return { kind: 'other_base', baseDay: reading.baseDay, turned: agreed !== null }
    }
    if (reading.kind === 'agreed') {
      held ??= takeSameSlice(waiting, request)
      agreed ??= answer
    }
    charts.push(answer)
  }
  if (agreed === null) return measureTogether(charts, asked, scrapeDay)
  // Points outside the days that were asked for: the day turned between the answers.
  if (charts.some(({ reading }) => !allowsBaseDay(reading, asked))) {
    return { kind: 'other_base', baseDay: asked, turned: true }
  }
  return { kind: 'measured', charts, anchor: agreed, held }
}

/** Where no answer tells the base day by itself, two with different beginnings may do so together. */
function measureTogether(charts: ChartAnswer[], asked: CalendarDate, scrapeDay: CalendarDate): Opening {
  const measurement = measureBaseDay(charts)
  if (measurement.kind !== 'measured' || !isPlausibleBaseDay(measurement.baseDay, scrapeDay)) {
    return { kind: 'undated', charts }
  }
  const { baseDay } = measurement
  if (baseDay !== asked) return { kind: 'other_base', baseDay, turned: false }
  const anchor = charts.find(({ reading }) => reading.kind === 'disagreed')
  return anchor ? { kind: 'measured', charts, anchor, held: null } : { kind: 'undated', charts }
}

/** Takes the other metric's request of the same slice out of the waiting ones. */
function takeSameSlice(waiting: ListingRequest[], { window }: ListingRequest): ListingRequest | null {
  const index = waiting.findIndex((request) => request.window.start === window.start)
  return index < 0 ? null : (waiting.splice(index, 1)[0] ?? null)
}

interface Closing {
  readonly confirmed: boolean
  readonly held: ChartAnswer | null
  /** The base day that the closing answer names instead, where it names one. */
  readonly baseDay: CalendarDate | null
}

/** Asks the chart that was held back; where that does not tell the base day, the one that told it at the opening. */
async function askClosingChart(
  asker: ApiAsker,
  listing: SyncListing,
  held: ListingRequest | null,
  anchor: ChartAnswer,
  baseDay: CalendarDate,
): Promise<Closing> {
  const heldAnswer = held && (await asker.chart(listing, held, baseDay))
  if (heldAnswer?.reading.kind === 'agreed') {
    return {
      confirmed: heldAnswer.reading.baseDay === baseDay,
      held: heldAnswer,
      baseDay: heldAnswer.reading.baseDay,
    }
  }
  const { reading } = await asker.chart(listing, anchor.request, baseDay)
  return {
    confirmed:
      isSameReading(reading, anchor.reading) &&
      (heldAnswer === null || allowsBaseDay(heldAnswer.reading, baseDay)),
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
