// Days are counted from 1970-01-01 by arithmetic alone: no clock, no time zone, and the same in every runtime.
// The year is taken to begin in March, so that the leap day is its last and month lengths follow one formula.

const DAYS_FROM_MARCH_OF_YEAR_0_TO_1970 = 719_468
const DAYS_OF_400_YEARS = 146_097
const DAYS_OF_100_YEARS = 36_524
const DAYS_OF_4_YEARS = 1_461

/** The number of days from 1970-01-01 to an existing day. */
export function dayNumberOf(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const monthsSinceMarch = (month + 9) % 12
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  const dayOfYear = Math.floor((153 * monthsSinceMarch + 2) / 5) + day - 1
  return 365 * marchYear + leapDays + dayOfYear - DAYS_FROM_MARCH_OF_YEAR_0_TO_1970
}

/** The day that lies a number of days after 1970-01-01. */
export function dayOfNumber(number: number): { year: number; month: number; day: number } {
  let days = number + DAYS_FROM_MARCH_OF_YEAR_0_TO_1970
  const eras = Math.floor(days / DAYS_OF_400_YEARS)
  days -= eras * DAYS_OF_400_YEARS
  // The last day of an era and of a four-year block is a leap day, which must not open a fifth period.
  const centuries = Math.min(3, Math.floor(days / DAYS_OF_100_YEARS))
  days -= centuries * DAYS_OF_100_YEARS
  const blocks = Math.floor(days / DAYS_OF_4_YEARS)
  days -= blocks * DAYS_OF_4_YEARS
  const years = Math.min(3, Math.floor(days / 365))
  days -= years * 365
  const monthsSinceMarch = Math.floor((5 * days + 2) / 153)
  const month = monthsSinceMarch < 10 ? monthsSinceMarch + 3 : monthsSinceMarch - 9
  return {
    year: 400 * eras + 100 * centuries + 4 * blocks + years + (month > 2 ? 0 : 1),
    month,
    day: days - Math.floor((153 * monthsSinceMarch + 2) / 5) + 1,
  }
}

/** The day of the week of a day number: 0 is Sunday, 6 Saturday. */
export function weekdayOf(number: number): number {
  return (((number + 4) % 7) + 7) % 7
}
