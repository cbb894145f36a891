import { addDays, type CalendarDate, type MetricKind } from 'insights-transform'
import { formatCount } from '../../output/format.ts'
import { dateFormat, numberFormat, readersLocale } from '../../output/readers-locale.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** What stands where there is no number. */
export const NO_NUMBER = '–'
const MINUS = '−'

const DAY_AND_MONTH = { day: 'numeric', month: 'short' } as const
const WHOLE_DAY = { ...DAY_AND_MONTH, year: 'numeric' } as const

const instantOf = (day: CalendarDate): Date => new Date(`${day}T00:00:00Z`)

/** `14 Jun 2026`. */
export function formatDay(day: CalendarDate): string {
  const locale = readersLocale()
  if (locale !== undefined) return dateFormat(locale, WHOLE_DAY).format(instantOf(day))
  return `${formatDayOfYear(day)} ${day.slice(0, 4)}`
}

/** `14 Jun`. */
export function formatDayOfYear(day: CalendarDate): string {
  const locale = readersLocale()
  if (locale !== undefined) return dateFormat(locale, DAY_AND_MONTH).format(instantOf(day))
  return `${String(Number(day.slice(8)))} ${monthName(Number(day.slice(5, 7)))}`
}

/** `Sun 14 Jun 2026`. */
export function formatWeekday(day: CalendarDate): string {
  const locale = readersLocale()
  if (locale !== undefined)
    return dateFormat(locale, { ...WHOLE_DAY, weekday: 'short' }).format(instantOf(day))
  return `${WEEKDAYS[instantOf(day).getUTCDay()] ?? ''} ${formatDay(day)}`
}

/** Days from … to: `31 May – 6 Jun 2026`, `7 – 13 Jun 2026`; a single day is just that. */
export function formatDays(from: CalendarDate, to: CalendarDate): string {
  const locale = readersLocale()
  if (locale !== undefined) return dateFormat(locale, WHOLE_DAY).formatRange(instantOf(from), instantOf(to))
  if (from === to) return formatDay(from)
  const begin = from.slice(0, 4) === to.slice(0, 4) ? beginOf(from, to) : formatDay(from)
  return `${begin} – ${formatDay(to)}`
}

/** The same without the year, for days near enough: `31 May – 6 Jun`. */
function formatNearDays(from: CalendarDate, to: CalendarDate): string {
  const locale = readersLocale()
  if (locale !== undefined)
    return dateFormat(locale, DAY_AND_MONTH).formatRange(instantOf(from), instantOf(to))
  return from === to ? formatDayOfYear(to) : `${beginOf(from, to)} – ${formatDayOfYear(to)}`
}

function beginOf(from: CalendarDate, to: CalendarDate): string {
  return from.slice(0, 7) === to.slice(0, 7) ? String(Number(from.slice(8))) : formatDayOfYear(from)
}

/** The week that begins on a Sunday, as its days. */
export function formatWeek(sunday: CalendarDate): string {
  return formatDays(sunday, addDays(sunday, 6))
}

/** The same without the year. */
export function formatNearWeek(sunday: CalendarDate): string {
  return formatNearDays(sunday, addDays(sunday, 6))
}

/** `Jun`, for 6. */
export function monthName(month: number): string {
  const locale = readersLocale()
  if (locale !== undefined)
    return dateFormat(locale, { month: 'short' }).format(new Date(Date.UTC(2024, month - 1)))
  return MONTHS[month - 1] ?? ''
}

/** A count, or a mean of counts: whole from 100 on, with one decimal below where it is not whole. */
export function formatNumber(value: number | null): string {
  if (value === null) return NO_NUMBER
  return formatCount(Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10)
}

/** A fraction as a percentage, `0.0123` as `1.23%`: with two decimals below 10 %, with one above. */
export function formatRate(value: number | null): string {
  if (value === null) return NO_NUMBER
  return percentage(value, value < 0.1 ? 2 : 1)
}

function percentage(value: number, decimals: number): string {
  const locale = readersLocale()
  if (locale === undefined) return `${(value * 100).toFixed(decimals)}%`
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return numberFormat(locale, { style: 'percent', ...options }).format(value)
}

/** What was gained or lost: `+14`, `−3`, `±0`. */
export function formatSigned(value: number | null): string {
  if (value === null) return NO_NUMBER
  const size = formatNumber(Math.abs(value))
  if (size === '0') return '±0'
  return `${value < 0 ? MINUS : '+'}${size}`
}

/** A metric's number as exactly as is needed to calculate with it by hand. */
export function formatExact(kind: MetricKind, value: number | null): string {
  if (value === null) return NO_NUMBER
  return kind === 'rate' ? percentage(value, 3) : formatCount(value)
}

/** A count on an axis: `40`, `1,500`, `20k`. */
export function formatAxisNumber(value: number): string {
  return value >= 10_000 ? `${formatCount(value / 1000)}k` : formatCount(value)
}

/** A fraction on an axis, without zeros at its end: `0%`, `0.15%`. */
export function formatAxisRate(value: number): string {
  const locale = readersLocale()
  if (locale !== undefined)
    return numberFormat(locale, { style: 'percent', maximumFractionDigits: 3 }).format(value)
  return `${String(Number((value * 100).toFixed(3)))}%`
}

/** How much more or less `after` is than `before`: `+12%`, `−3%`, `×40`; null where there is no telling. */
export function formatChange(before: number | null, after: number | null): string | null {
  if (before === null || after === null || before === 0) return null
  if (after >= 10 * before) return `×${formatCount(Math.round(after / before))}`
  const percent = Math.round((after / before - 1) * 100)
  if (percent === 0) return '±0%'
  return `${percent < 0 ? MINUS : '+'}${formatCount(Math.abs(percent))}%`
}
