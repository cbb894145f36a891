import type { MetricFailure } from 'airbnb-insights-client'
import type { CalendarDate, Drift } from 'insights-transform'
import { formatQuantity } from '../output/format.ts'
import type { SyncNote } from './sync-progress.ts'

/** What is noted of a metric that the API refuses for an account. */
export function refusedNote({ metric, error }: MetricFailure, askedAgainOn: CalendarDate): SyncNote {
  const message = `Airbnb refuses ${metric} for this account: ${sentence(error.message)} It is asked for again from ${askedAgainOn} on; nothing else is missing.`
  return { code: 'metric_refused', message }
}

/** What is noted of a metric of which an answer could not be had or read. */
export function failedNote({ metric, error }: MetricFailure, isGivenUp: boolean): SyncNote {
  return isGivenUp
    ? {
        code: 'metric_given_up',
        message: `${metric} failed three times in a row and was not asked for again in this run; the next day's asks for what is missing.`,
      }
    : {
        code: 'metric_failed',
        message: `Numbers of ${metric} are missing: ${sentence(error.message)} The other metrics are stored.`,
      }
}

/** So many names are listed, more are counted. */
const NAMES_LISTED = 60

/** The name of a metric that drift tells of because it is not known here; undefined for whatever else it tells of. */
export function unknownMetricOf({ kind, name, message }: Drift): string | undefined {
  return kind === 'metric' && message.startsWith(`${name} is not known here`) ? name : undefined
}

/** What is noted of all metrics of a run that are not known here; null where there was none. */
export function unknownMetricsNote(names: ReadonlySet<string>): SyncNote | null {
  if (names.size === 0) return null
  const sorted = [...names].toSorted()
  const listed = sorted.slice(0, NAMES_LISTED).join(', ')
  const more = names.size - NAMES_LISTED
  const rest = more > 0 ? ` and ${formatQuantity(more, 'more', 'more')}` : ''
  const were = names.size === 1 ? 'was' : 'were'
  const message = `${formatQuantity(names.size, 'metric')} that this version does not know ${were} stored: ${listed}${rest}.`
  return { code: 'drift_metric', message }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
