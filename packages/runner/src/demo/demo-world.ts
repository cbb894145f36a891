import type { Fault, SimulatedAccountSpec } from 'airbnb-insights-client/simulator'
import { addDays, type CalendarDate } from 'insights-transform'

/** The simulated day of the first sync. Always the same, so that every demo tells the same numbers. */
export const FIRST_DAY: CalendarDate = '2026-06-15'

/** The day after, when it is synced again. */
export const SECOND_DAY: CalendarDate = addDays(FIRST_DAY, 1)

/** The server counts days from two days ago; a client that has not measured yet guesses three. */
export const BASE_DAY_LAG = 2

/** What each 429 asks for, in seconds. */
export const RETRY_AFTER_SECONDS = 2

/** How long each answer takes, in milliseconds: enough for the progress to be seen. */
export const LATENCY_MS = 8

/** Meets a 429. */
export const THROTTLED_ACCOUNT = '210000001'
/** Meets a 503, and has the listing whose answers are malformed. */
export const TROUBLED_ACCOUNT = '210000002'
/** Its session has expired. */
export const EXPIRED_ACCOUNT = '210000003'

/** Its chart answers do not fit on the first day. */
export const MALFORMED_LISTING = listingIdOf(TROUBLED_ACCOUNT, 2)

/** Three hosts; one listing is so young that its first weeks have no data. */
export const SIMULATED_ACCOUNTS: readonly SimulatedAccountSpec[] = [
  account(THROTTLED_ACCOUNT, ['Harbour loft', 'Lighthouse', 'Boat house', 'Sail attic']),
  account(TROUBLED_ACCOUNT, ['Alm hut', 'Summit studio', 'Glacier flat', 'Larch house', 'Hay barn']),
  account(EXPIRED_ACCOUNT, ['Canal view', 'Old town', 'Tram depot', 'Print shop'], addDays(FIRST_DAY, -60)),
]

/** What goes wrong on the first day, beside the expired session. */
export const FIRST_DAY_FAULTS: readonly Fault[] = [
  {
    kind: 'status',
    status: 429,
    retryAfter: RETRY_AFTER_SECONDS,
    when: { accountId: THROTTLED_ACCOUNT, afterRequests: 60 },
  },
  { kind: 'status', status: 503, when: { accountId: TROUBLED_ACCOUNT, afterRequests: 30 } },
  {
    kind: 'malformed',
    when: { listingId: MALFORMED_LISTING, operation: 'ChartQuery' },
    times: Number.POSITIVE_INFINITY,
  },
]

/** 18 digits, as the real ones have, made from the account's so that the script can name them. */
function listingIdOf(accountId: string, index: number): string {
  return `92${accountId.slice(1)}${String(index + 1).padStart(8, '0')}`
}

function account(
  accountId: string,
  names: readonly string[],
  lastOneSince?: CalendarDate,
): SimulatedAccountSpec {
  return {
    accountId,
    listings: names.map((internalName, index) => ({
      listingId: listingIdOf(accountId, index),
      internalName,
      listingName: `${internalName}, quiet and central`,
      firstNight: index === names.length - 1 ? (lastOneSince ?? null) : null,
    })),
  }
}
