import type { CalendarDate } from 'insights-transform'
import { monthName } from '../markup/report-formats.ts'

/** An axis from zero. */
interface ZeroAxis {
  readonly top: number
  readonly ticks: readonly number[]
}

const TICKS_AT_MOST = 4

/**
 * An axis from zero to a round number that is not below the largest value.
 *
 * @param smallestStep ticks are not closer than this: 1 for counts.
 */
export function zeroAxis(largest: number, smallestStep = 0): ZeroAxis {
  const wanted = Math.max(largest, smallestStep) || 1
  const power = 10 ** Math.floor(Math.log10(wanted / TICKS_AT_MOST))
  const step = Math.max(
    smallestStep,
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one * TICKS_AT_MOST >= wanted * 0.999) ??
      power * 10,
  )
  const whole = smallestStep >= 1 ? Math.ceil(step) : step
  const count = Math.max(1, Math.ceil((wanted / whole) * 0.999))
  return { top: count * whole, ticks: Array.from({ length: count + 1 }, (_, index) => index * whole) }
}

/** A month's name at its first day. */
interface MonthTick {
  readonly day: CalendarDate
  readonly label: string
  /** Stands with the first and with each January. */
  readonly year: string | null
}

const MONTHS_AT_MOST = 10

/** Months since the year 0. */
const monthNumber = (day: CalendarDate): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1

/** The first days of the months in between, so few that their names fit. */
export function monthTicks(from: CalendarDate, to: CalendarDate): MonthTick[] {
  const start = monthNumber(from) + (from.endsWith('-01') ? 0 : 1)
  const months = Array.from({ length: Math.max(0, monthNumber(to) - start + 1) }, (_, index) => start + index)
  const every = [1, 2, 3, 6, 12, 24, 60, 120].find((one) => months.length / one <= MONTHS_AT_MOST) ?? 240
  return months
    .filter((month) => month % every === 0)
    .map((month, index) => {
      const [year, name] = [Math.floor(month / 12), monthName((month % 12) + 1)]
      const day = `${String(year).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`
      return { day, label: name, year: index === 0 || month % 12 === 0 ? String(year) : null }
    })
}
