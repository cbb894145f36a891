import { addDays, type CalendarDate } from 'insights-transform'
import { RunnerError } from '../output/runner-error.ts'

/** The server counts its days from a day that cannot be today's: either the scrape day is wrong, or the server is. */
export class BaseDayOutOfRangeError extends RunnerError {
  declare readonly code: 'base_day_out_of_range'
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
