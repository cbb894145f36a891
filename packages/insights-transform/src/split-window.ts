import { calendarDateOf } from './calendar-arithmetic.ts'
import { dayNumber } from './calendar-date.ts'
import type { DateWindow, DateWindowInput } from './date-window.ts'

/**
 * Cuts a window into consecutive slices of at most `days` days that cover it exactly, in order.
 *
 * All slices but the last have `days` days, unless a single day would be left over: then the last slice but one
 * gives up a day, because the API may fail on a window of one day, and a longer slice than 28 days may come back in
 * weeks instead of days.
 *
 * @throws RangeError when an end is not a calendar day, the window is shorter than two days or ends before it
 * begins, `days` is not an integer of at least 2, or no such cut exists (an odd number of days in slices of 2).
 */
export function splitWindow(window: DateWindowInput, days: number): DateWindow[] {
  if (!Number.isInteger(days) || days < 2) {
    throw new RangeError(`days must be an integer of at least 2: ${String(days)}`)
  }
  const start = dayNumber(window.start)
  const end = dayNumber(window.end)
  const length = end - start + 1
  const named = `the window ${calendarDateOf(start)}…${calendarDateOf(end)}`
  if (length < 1) throw new RangeError(`${named} ends before it begins`)
  if (length < 2) throw new RangeError(`${named} has one day; the API answers for two or more`)
  if (days === 2 && length % 2 === 1) {
    throw new RangeError(
      `${named} has ${String(length)} days, which slices of 2 cannot cover without a single day`,
    )
  }

  const slices: DateWindow[] = []
  let first = start
  while (first <= end) {
    const left = end - first + 1
    const taken = left === days + 1 ? days - 1 : Math.min(days, left)
    slices.push({ start: calendarDateOf(first), end: calendarDateOf(first + taken - 1) })
    first += taken
  }
  return slices
}
