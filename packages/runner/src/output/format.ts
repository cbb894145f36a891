import { numberFormat, readersLocale } from './readers-locale.ts'

/** For nobody in particular. A format is made with its first use: it takes longer than most modules to load. */
const COMMON = 'en-US'

/** `12,345`; the same in every locale, since logs and screenshots travel, but for what is written for one reader. */
export function formatCount(count: number): string {
  return numberFormat(readersLocale() ?? COMMON).format(count)
}

const SHORT = { notation: 'compact', maximumSignificantDigits: 3 } as const

/** A count in five columns at most: `9,999`, `12.3K`, `1.2M`. */
export function formatShortCount(count: number): string {
  return count < 10_000 ? formatCount(Math.round(count)) : numberFormat(COMMON, SHORT).format(count)
}

/** `1 listing`, `2 listings`, `1,204 rows`. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`
}

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** A size in bytes, in decimal units: `840 bytes`, `4.2 kB`, `151 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return formatQuantity(bytes, 'byte')
  let size = bytes / 1000
  let unit = 0
  while (size >= 999.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${size < 9.95 ? size.toFixed(1) : size.toFixed(0)} ${BYTE_UNITS[unit]}`
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** A time span in milliseconds at a precision that helps: `840 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < 9.95 * SECOND) return `${(ms / SECOND).toFixed(1)} s`
  const seconds = Math.round(ms / SECOND)
  if (seconds < 60) return `${seconds} s`
  if (seconds * SECOND < HOUR) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(ms / MINUTE)
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** An instant in UTC to the minute: `2026-11-23 05:00 UTC`; null is `never`. */
export function formatInstant(instant: Date | null): string {
  return instant === null ? 'never' : `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
