import { isInvalidArgumentError, type ListingWeek, type MetricFailure } from 'airbnb-insights-client'
import {
  API_LIMITS,
  type AskableMetric,
  addDays,
  type CalendarDate,
  type DateWindow,
  daysBetween,
} from 'insights-transform'
import { checkMeaning } from 'insights-transform/checks'
import { outlast } from '../waiting/outlast.ts'
import { checkBaseDay } from './base-day-error.ts'
import { askCanary, isForCanary } from './canary.ts'
import { failedNote, refusedNote, unknownMetricOf } from './metric-notes.ts'
import { REFUSED_FOR_DAYS } from './metric-outlook.ts'
import { metricsOfWeek, type PlannedListing } from './planned-listing.ts'
import type { SyncNote } from './sync-progress.ts'
import type { SyncRun } from './sync-run.ts'

/** What a listing's answers told beside their numbers; it grows while the listing is asked. */
export interface ToldByListing {
  readonly notes: SyncNote[]
  /** Names of metrics that are not known here. */
  readonly unknownMetrics: Set<string>
}

/** A week of a listing as it is stored: the answers themselves, of which a backfill has hundreds, are let go of. */
export type AskedWeek = Pick<ListingWeek, 'window' | 'baseDay' | 'rows'>

/**
 * Asks a listing's weeks, one after the other, and notes what the answers say beside their numbers.
 *
 * @param later the listings that are still to come, whose requests become fewer where a metric is left out
 */
export async function askListing(
  run: SyncRun,
  planned: PlannedListing,
  later: readonly PlannedListing[],
  told: ToldByListing,
): Promise<AskedWeek[]> {
  const { client, state, signal } = run
  const note = (one: SyncNote): void => void (state.note(one) && told.notes.push(one))
  const weeks: AskedWeek[] = []
  for (const [index, window] of planned.weeks.entries()) {
    const metrics = metricsOfWeek(planned, window).filter((metric) => run.metrics.isAsked(metric))
    if (metrics.length === 0) continue
    const week = await askWeek(run, planned, window, metrics)
    if (week === null) continue
    for (const drift of week.drift) {
      const unknown = unknownMetricOf(drift)
      if (unknown === undefined) note({ code: `drift_${drift.kind}`, message: drift.message })
      else told.unknownMetrics.add(unknown)
    }
    for (const { message } of checkMeaning(week.answers)) note({ code: 'meaning_changed', message })
    for (const { request } of week.answers) run.metrics.answered(request.metric)
    for (const failure of week.failed) {
      await setBack(run, failure, note)
      if (!run.metrics.isAsked(failure.metric)) {
        const left = [{ ...planned, weeks: planned.weeks.slice(index + 1) }, ...later]
        state.requestsTotal -= chartsOf(failure.metric, left)
      }
    }
    weeks.push({ window: week.window, baseDay: week.baseDay, rows: week.rows })
    if (run.canary && !state.canaryAsked && isForCanary(week)) {
      state.canaryAsked = true
      for (const one of await askCanary(client, week, state.callOptions(signal))) note(one)
    }
  }
  return weeks
}

/** Notes that a metric failed by itself, once for each reason; that it is refused, where that is news. */
async function setBack(
  { store, accountId, scrapeDay, metrics }: SyncRun,
  failure: MetricFailure,
  note: (note: SyncNote) => void,
): Promise<void> {
  const setback = metrics.failed(failure)
  if (setback !== 'refused') return note(failedNote(failure, setback === 'given_up'))
  const { metric, error } = failure
  const isNews = await outlast(() =>
    store.accountMetrics.refused(accountId, scrapeDay, metric, error.message),
  )
  if (isNews) note(refusedNote(failure, addDays(scrapeDay, REFUSED_FOR_DAYS)))
}

/** How many charts of a metric planned listings take. */
function chartsOf(metric: AskableMetric, listings: readonly PlannedListing[]): number {
  return listings.reduce(
    (sum, planned) =>
      sum + planned.weeks.filter((week) => metricsOfWeek(planned, week).includes(metric)).length,
    0,
  )
}

/**
 * Asks for metrics of one of a listing's weeks; null where the API does not serve it whole. What it serves is known for sure
 * once an answer has told its base day, and changes when that turns.
 *
 * @throws BaseDayOutOfRangeError
 */
async function askWeek(
  { client, scrapeDay, state, signal }: SyncRun,
  { listing: { listingId, internalName } }: PlannedListing,
  window: DateWindow,
  metrics: readonly AskableMetric[],
): Promise<ListingWeek | null> {
  checkBaseDay(client.baseDay, scrapeDay)
  if (!isServed(window, client.baseDay)) return null
  try {
    const question = { listingId, internalName, window, metrics }
    const week = await client.listingWeek(question, state.callOptions(signal))
    checkBaseDay(client.baseDay, scrapeDay)
    return isServed(window, client.baseDay) ? week : null
  } catch (error) {
    // The window was in the API's reach until an answer told another base day.
    if (!isInvalidArgumentError(error)) throw error
    checkBaseDay(client.baseDay, scrapeDay)
    if (isServed(window, client.baseDay)) throw error
    return null
  }
}

/** Whether all nights of a window are served, and counted: zeros beyond the last counted night look measured. */
function isServed({ start, end }: DateWindow, baseDay: CalendarDate): boolean {
  const { oldestDay, lastCountedNight } = API_LIMITS
  return daysBetween(baseDay, start) >= oldestDay && daysBetween(baseDay, end) <= lastCountedNight
}
