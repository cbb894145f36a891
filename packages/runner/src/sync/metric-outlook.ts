import type { AccountMetric } from 'insights-store-timescale'
import { addDays, type CalendarDate, hasColumns } from 'insights-transform'
import type { ChosenMetric, MetricChoice } from '../config/metric-choice.ts'
import { newestOwnDay } from './own-day.ts'

/** How soon a metric that was refused for an account is asked for again, in days. */
export const REFUSED_FOR_DAYS = 7

/** A chosen metric, and what is known of it for an account on a scrape day. */
export interface MetricOutlook extends ChosenMetric {
  /** Whether it has columns of its own: then the rows of the wide tables are made of it. */
  readonly hasColumns: boolean
  /** The scrape day of the last run whose every listing was asked for it; null where there is none. */
  readonly answeredOn: CalendarDate | null
  /** Whether this day's run asks every listing for it. */
  readonly isDue: boolean
  /** The day on which it is asked for again, where it was refused less than a week ago; else null. */
  readonly refusedUntil: CalendarDate | null
  /** Why it was refused, in the API's words; null where it is not. */
  readonly refusal: string | null
}

/** The chosen metrics of an account, with what ties them together. */
export interface MetricOutlooks {
  readonly metrics: readonly MetricOutlook[]
  /** The scrape day of the last run that any metric was asked for in, to its end. */
  readonly answeredOn: CalendarDate | null
}

/**
 * What is to be asked of an account's metrics on a scrape day. One of every n-th day is due on the account's own day of
 * those n, and on the next day with a sync where that one had none; so is one that was never asked for. What the day's
 * run has asked for, its continuation and its repetitions ask for as well.
 *
 * @param known what the store knows of the account's metrics.
 * @param options.full whether all of them are due, whenever they were asked for.
 */
export function metricOutlooks(
  accountId: string,
  choice: MetricChoice,
  known: readonly AccountMetric[],
  { scrapeDay, full }: { scrapeDay: CalendarDate; full: boolean },
): MetricOutlooks {
  const states = new Map(known.map((state) => [state.metric, state]))
  const metrics = withColumnsTogether(choice).map(({ metric, everyDays }): MetricOutlook => {
    const { answeredOn = null, refusedOn = null, refusal = null } = states.get(metric) ?? {}
    const again = refusedOn === null ? null : addDays(refusedOn, REFUSED_FOR_DAYS)
    const refusedUntil = again !== null && again > scrapeDay ? again : null
    const isDue =
      full ||
      everyDays === 1 ||
      answeredOn === null ||
      answeredOn === scrapeDay ||
      answeredOn < newestOwnDay(accountId, everyDays, scrapeDay)
    return {
      metric,
      everyDays,
      hasColumns: hasColumns(metric),
      answeredOn,
      isDue: isDue && refusedUntil === null,
      refusedUntil,
      refusal,
    }
  })
  const answers = known.flatMap(({ answeredOn }) => answeredOn ?? [])
  return { metrics, answeredOn: answers.toSorted().at(-1) ?? null }
}

/**
 * The choice as it is asked for. A row of a wide table holds all metrics with columns, and a newer row that lacks one would
 * hide its number: so they are asked for together, as often as the most frequent of them.
 */
export function withColumnsTogether(choice: MetricChoice): MetricChoice {
  const often = Math.min(
    ...choice.flatMap(({ metric, everyDays }) => (hasColumns(metric) ? [everyDays] : [])),
  )
  return choice.map(({ metric, everyDays }) => ({
    metric,
    everyDays: hasColumns(metric) ? often : everyDays,
  }))
}

/** What is known of a listing before a sync. */
export interface KnownListing {
  /** The scrape day of its last commit. */
  readonly lastSyncedDay: CalendarDate | null
  /** Whether rows of it are missing in the database, which any metric may have made. */
  readonly rowsLost: boolean
  /** Where it was not stored when others were asked for a metric: the scrape day on which it was, null for never. */
  readonly owed?: ReadonlyMap<string, CalendarDate | null>
}

/**
 * Whether a listing is asked for a metric: where it is due, and where the listing was not there, or not stored, when the
 * others were asked for it.
 */
export function isAskedOf(
  { isDue, refusedUntil, answeredOn }: MetricOutlook,
  { lastSyncedDay, rowsLost }: KnownListing,
): boolean {
  if (refusedUntil !== null) return false
  if (isDue || rowsLost || lastSyncedDay === null) return true
  return answeredOn !== null && lastSyncedDay < answeredOn
}

/**
 * The scrape day up to which a listing's numbers of a metric are known; null where none are. A cursor moves with every
 * commit, and so vouches for a metric of each day that the last run asked for; for any other one it vouches no further
 * than its own last answers.
 */
export function knownUpTo(
  { metric, hasColumns: isWide, answeredOn, everyDays }: MetricOutlook,
  { lastSyncedDay, owed }: KnownListing,
  { answeredOn: anyAnsweredOn }: MetricOutlooks,
): CalendarDate | null {
  if (lastSyncedDay === null) return null
  const read = owed?.get(metric)
  if (read !== undefined) return read
  if (answeredOn === null) {
    // Of an account that was synced before anybody noted which metrics were asked for, it was those with columns.
    return isWide && anyAnsweredOn === null ? lastSyncedDay : null
  }
  if (isWide && everyDays === 1 && answeredOn === anyAnsweredOn) return lastSyncedDay
  return answeredOn < lastSyncedDay ? answeredOn : lastSyncedDay
}
