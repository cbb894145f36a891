import {
  type AirbnbInsightsClient,
  type CallOptions,
  isAbortError,
  isBlockedError,
  type ListingWeek,
} from 'airbnb-insights-client'
import { type ChartAnswer, daysBetween, hasColumns, isAskableMetric } from 'insights-transform'
import { listDifferences } from 'insights-transform/checks'
import { messageOf } from '../output/message-of.ts'
import { isPausedError } from '../session/paused-error.ts'
import type { SyncNote } from './sync-progress.ts'

/** What the canary costs where nothing differs: a list for each metric with columns that is asked for. */
export function canaryRequests(metrics: readonly string[]): number {
  return metrics.includes(WITNESS) ? metrics.filter(hasColumns).length : 0
}

/** The metric that tells whether a week has numbers. */
const WITNESS = 'p3_impressions'

/** Whether a week can be compared: it is over, so that nothing of it is counted any more, and it has numbers. */
export function isForCanary({ window, baseDay, rows }: ListingWeek): boolean {
  const hasNumbers = rows.listOfMetrics.some(({ p3_impressions_value: views }) => views !== null)
  return baseDay !== null && window.end < baseDay && hasNumbers
}

/**
 * Asks the same week by `ListOfMetricsQuery` and compares. All that is stored comes from charts, because they said the
 * same whenever that was looked at: this tells when that is no longer so.
 *
 * @returns what to note: a difference with both values, or that the list was refused; nothing where all is as ever
 */
export async function askCanary(
  client: AirbnbInsightsClient,
  week: ListingWeek,
  options: CallOptions,
): Promise<SyncNote[]> {
  const notes: SyncNote[] = []
  for (const answer of week.answers) {
    if (!hasColumns(answer.request.metric)) continue
    try {
      const note = await compareList(client, answer, options)
      if (note !== null) notes.push(note)
    } catch (error) {
      if (isAbortError(error) || isBlockedError(error) || isPausedError(error)) throw error
      // Whatever it is, the sync does not need this answer: what concerns the account shows in its next request.
      const message = `ListOfMetricsQuery could not be compared: ${messageOf(error)}`
      return [...notes, { code: 'canary_refused', message }]
    }
  }
  return notes
}

async function compareList(
  client: AirbnbInsightsClient,
  answer: ChartAnswer,
  options: CallOptions,
): Promise<SyncNote | null> {
  const { listingId, window, metric } = answer.request
  if (!isAskableMetric(metric)) return null
  const { baseDay } = client
  const question = {
    listingId,
    metric,
    relativeDsStart: daysBetween(baseDay, window.start),
    relativeDsEnd: daysBetween(baseDay, window.end),
  }
  const { section } = await client.relative.listOfMetrics(question, options)
  const list = { request: answer.request, baseDay, section }
  if (listDifferences(answer, list).length === 0) return null
  // The number may have changed meanwhile, or the day that the list was counted from: a list has no date.
  const again = await client.chart({ ...question, window }, options)
  const found = again.baseDay === baseDay ? listDifferences(again, list) : []
  if (found.length === 0) return null
  const both = found.map(
    ({ metric: name, chart, list: told }) => `${name} ${chart ?? '–'} and ${told ?? 'nothing'}`,
  )
  const message =
    `For listing ${listingId}, ${window.start}…${window.end}, chart and list of metrics say: ${both.join('; ')}. ` +
    'The chart is what is stored.'
  return { code: 'lists_differ', message }
}
