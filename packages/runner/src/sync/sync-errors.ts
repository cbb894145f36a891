import type { CalendarDate } from 'insights-transform'

/** Why a sync itself, rather than the API or the store, gave something up. */
export type SyncErrorCode = 'base_day_out_of_range' | 'base_day_unstable' | 'chart_not_daily'

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

/** A listing was asked afresh because the server's day had turned, and it turned again. */
export class BaseDayUnstableError extends SyncError {
  constructor() {
    super(
      'base_day_unstable',
      "The server's base day changed while this listing was asked, and again when it was asked afresh.",
    )
  }
}

/** A chart of at most 28 days came back by weeks or months, which no daily row can hold. */
export class ChartNotDailyError extends SyncError {
  constructor(start: CalendarDate, end: CalendarDate) {
    super('chart_not_daily', `The chart of ${start} to ${end} did not come back day by day.`)
  }
}
