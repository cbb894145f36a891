import { formatInstant } from '../output/format.ts'
import { RunnerError } from '../output/runner-error.ts'

/** So far may two clocks be apart: a scrape day begins at midnight, and a clock in the wrong time zone is off by more. */
const TOLERANCE_MS = 3 * 3_600_000

/** The same instant, as the clocks that a sync goes by tell it; null where one could not be read. */
export interface Clocks {
  readonly machine: Date
  readonly database: Date | null
  /** By the `Date` header of an answer. */
  readonly api: Date | null
}

/** The clocks of this machine, of the database and of the API tell different times: which day it is cannot be told. */
export class ClockError extends RunnerError {
  declare readonly code: 'clocks_differ'
  readonly clocks: Clocks

  constructor(clocks: Clocks) {
    const { machine, database, api } = clocks
    const told = [
      `this machine's clock says ${formatInstant(machine)}`,
      ...(database === null ? [] : [`the database's ${formatInstant(database)}`]),
      ...(api === null ? [] : [`Airbnb's ${formatInstant(api)}`]),
    ]
    super('clocks_differ', `Which day it is cannot be told: ${told.join(', ')}. Nothing was stored.`, {
      hint: 'Set the clock that is wrong; or name the day: airbnb-insights sync --scrape-day YYYY-MM-DD',
    })
    this.clocks = clocks
  }
}

/** @throws ClockError where this machine's clock is more than three hours off one of the others. */
export function checkClocks(clocks: Clocks): void {
  const { machine, database, api } = clocks
  const isOff = (other: Date | null): boolean =>
    other !== null && Math.abs(other.getTime() - machine.getTime()) > TOLERANCE_MS
  if (isOff(database) || isOff(api)) throw new ClockError(clocks)
}
