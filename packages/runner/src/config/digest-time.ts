import { minuteOfDay } from './quiet-hours.ts'

/** When the week's digest is sent. */
export interface DigestTime {
  /** 0 is Sunday. */
  readonly weekday: number
  /** Minutes after midnight. */
  readonly minute: number
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** Reads `mon 08:00`, also with the whole name of the day; undefined where it is nothing of the kind. */
export function parseDigestTime(text: string): DigestTime | undefined {
  const [, day = '', hour, minutes] =
    /^([a-z]{3,9})\s+(\d{1,2}):(\d{2})$/.exec(text.trim().toLowerCase()) ?? []
  const weekday = day === '' ? -1 : WEEKDAYS.findIndex((name) => name === day || name.slice(0, 3) === day)
  const minute = minuteOfDay(hour, minutes)
  return weekday === -1 || minute === undefined ? undefined : { weekday, minute }
}
