import { addDays, type CalendarDate } from 'insights-transform'

/** Why a sync itself, rather than the API or the store, gave something up. */
export type SyncErrorCode = 'base_day_out_of_range'

/** The root of the errors that the sync finds by itself. */
export class SyncError extends Error {
  readonly code: SyncErrorCode

  constructor(code: SyncErrorCode, message: string) {
    super(message)
    this.name = new.target.name
    this.code = code
  }
}

/** The server counts its days from a day that cannot be today's: either the scrape day is wrong, or the server is. */
export class BaseDayOutOfRangeError extends SyncError {
  readonly baseDay: CalendarDate
  readonly scrapeDay: CalendarDate

  constructor(baseDay: CalendarDate, scrapeDay: CalendarDate) {
    super(
      'base_day_out_of_range',
      `The server counts days from ${baseDay}, which is not within 7 days before and 1 day after the scrape day ` +
        `${scrapeDay}. Check --scrape-day and this machine's clock; nothing of this listing was stored.`,
    )
    this.baseDay = baseDay
    this.scrapeDay = scrapeDay
  }
}

/** @throws BaseDayOutOfRangeError when a base day that was measured cannot be that of a sync of this scrape day. */
export function checkBaseDay(baseDay: CalendarDate, scrapeDay: CalendarDate): void {
  if (baseDay >= addDays(scrapeDay, -7) && baseDay <= addDays(scrapeDay, 1)) return
  throw new BaseDayOutOfRangeError(baseDay, scrapeDay)
}
