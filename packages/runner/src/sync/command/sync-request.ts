import { type CalendarDate, isCalendarDate, utcDateOf } from 'insights-transform'
import { switchOption, textOption, textsOption } from '../../cli/option-values.ts'
import { UsageError } from '../../output/runner-error.ts'
import type { SyncInvocation } from './sync-invocation.ts'

/** What a sync was asked for beside its settings. */
export interface SyncRequest {
  /** Accounts by id, each once; null for all enabled ones. */
  readonly accountIds: readonly string[] | null
  readonly scrapeDay: CalendarDate
  /** Whether it was given; otherwise it is each account's own, the date when it has its turn. */
  readonly scrapeDayGiven: boolean
  readonly full: boolean
  readonly dryRun: boolean
}

/**
 * Reads the flags of `sync`.
 *
 * @param now decides the default scrape day, its UTC date, and what lies in the future.
 * @throws UsageError for a malformed account id or day, or a day that has not come.
 */
export function readSyncRequest({ options }: Pick<SyncInvocation, 'options'>, now: Date): SyncRequest {
  const given = textsOption(options, 'account')
  return {
    accountIds: given === undefined ? null : [...new Set(given.map(accountIdOf))],
    scrapeDay: scrapeDayOf(textOption(options, 'scrapeDay'), utcDateOf(now)),
    scrapeDayGiven: textOption(options, 'scrapeDay') !== undefined,
    full: switchOption(options, 'full'),
    dryRun: switchOption(options, 'dryRun'),
  }
}

function accountIdOf(text: string): string {
  if (/^\d{1,30}$/.test(text)) return text
  throw new UsageError(`--account: given ${JSON.stringify(text)}, allowed: the digits of Airbnb account ids`)
}

function scrapeDayOf(given: string | undefined, today: CalendarDate): CalendarDate {
  if (given === undefined) return today
  if (isCalendarDate(given) && given <= today) return given
  throw new UsageError(
    `--scrape-day: given ${JSON.stringify(given)}, allowed: a day as YYYY-MM-DD, no later than today, which is ${today} in UTC`,
  )
}
