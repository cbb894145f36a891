import { addDays, type CalendarDate, daysBetween } from 'insights-transform'

/**
 * The newest day, no later than a given one, of those that are an account's own when something is done on one day of so
 * many. They are always the same for an account, and spread over the accounts.
 */
export function newestOwnDay(accountId: string, everyDays: number, day: CalendarDate): CalendarDate {
  let sum = 0
  // A prime beyond all periods: with another factor, one that a period divides, only the last digits would count.
  for (const character of accountId) sum = (sum * 101 + character.charCodeAt(0)) % everyDays
  const since = (daysBetween('1970-01-01', day) - sum) % everyDays
  return addDays(day, -((since + everyDays) % everyDays))
}
