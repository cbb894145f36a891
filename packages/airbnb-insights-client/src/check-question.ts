import {
  API_LIMITS,
  addDays,
  type CalendarDate,
  type ChartQuestion,
  type DateWindow,
  type DateWindowInput,
  daysBetween,
  parseCalendarDate,
  sundayOf,
  weeksOf,
} from 'insights-transform'
import { checkListingId, checkMetric } from './build-requests.ts'
import type { ChartRequest } from './chart-request.ts'
import { refuseArgument } from './errors.ts'

/**
 * Fills in a request's defaults and refuses what cannot be asked.
 *
 * @param baseDay - the day that requests count from, as far as it is known
 * @throws {@link InvalidArgumentError}
 */
export function checkQuestion(request: ChartRequest, baseDay: CalendarDate): ChartQuestion {
  const { internalName = null, comparison = 'MARKET' } = request
  return {
    listingId: checkListingId(request.listingId),
    internalName,
    metric: checkMetric(request.metric),
    window: checkWindow(request.window, baseDay),
    comparison,
  }
}

function checkWindow(window: DateWindowInput, baseDay: CalendarDate): DateWindow {
  const start = checkDate('window.start', window?.start)
  const end = checkDate('window.end', window?.end)
  const days = daysBetween(start, end) + 1
  if (days < 1) refuseArgument('window.end', `the window ${start}…${end} ends before it begins`)
  if (days < API_LIMITS.shortestChart) {
    refuseArgument(
      'window',
      `the window ${start}…${end} has one day, which the API refuses: ask for two or more`,
    )
  }
  if (days > API_LIMITS.longestDailyChart) {
    refuseArgument(
      'window',
      `the window ${start}…${end} has ${days} days, and only up to ${API_LIMITS.longestDailyChart} come back day ` +
        'by day: ask for its weeks (weeksOf of insights-transform)',
    )
  }
  checkReach('window.start', start, baseDay)
  checkReach('window.end', end, baseDay)
  return { start, end }
}

/**
 * The weeks, Sunday to Saturday, that hold the nights from one day to another.
 *
 * @throws {@link InvalidArgumentError}
 */
export function checkWeeks(
  request: { from: CalendarDate; to: CalendarDate },
  baseDay: CalendarDate,
): DateWindow[] {
  const from = checkDate('from', request.from)
  const to = checkDate('to', request.to)
  if (to < from) refuseArgument('to', `to ${to} lies before from ${from}`)
  const weeks = weeksOf({ start: from, end: to })
  checkReach('from', sundayOf(from), baseDay)
  checkReach('to', addDays(sundayOf(to), 6), baseDay)
  return weeks
}

function checkReach(argument: string, day: CalendarDate, baseDay: CalendarDate): void {
  const relative = daysBetween(baseDay, day)
  const { oldestDay, newestDay } = API_LIMITS
  if (relative >= oldestDay && relative <= newestDay) return
  const [days, where] = relative < oldestDay ? [-oldestDay, 'before'] : [newestDay, 'after']
  refuseArgument(
    argument,
    `${argument} ${day} is more than ${days} days ${where} the API’s base day (${baseDay})`,
  )
}

/** @throws {@link InvalidArgumentError} for what is no calendar day */
export function checkDate(argument: string, date: unknown): CalendarDate {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it refuses whatever is none
    return parseCalendarDate(date as CalendarDate)
  } catch {
    return refuseArgument(argument, `${argument} is no calendar date (YYYY-MM-DD): ${JSON.stringify(date)}`)
  }
}
