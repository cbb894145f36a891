/** The hours of each day in which nobody is to be told anything. */
export interface QuietHours {
  /** Minutes after midnight. */
  readonly from: number
  /** Minutes after midnight; before `from` where the hours go past midnight. */
  readonly to: number
}

const HOURS = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/

/** Reads `22:00-07:00`; undefined where it is nothing of the kind, or empty. */
export function parseQuietHours(text: string): QuietHours | undefined {
  const [, fromHour, fromMinute, toHour, toMinute] = HOURS.exec(text.trim()) ?? []
  const from = minuteOfDay(fromHour, fromMinute)
  const to = minuteOfDay(toHour, toMinute)
  return from === undefined || to === undefined || from === to ? undefined : { from, to }
}

/** Minutes after midnight; undefined for a time that no clock shows. */
export function minuteOfDay(hour: string | undefined, minute: string | undefined): number | undefined {
  const [hours, minutes] = [Number(hour), Number(minute)]
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined
}

/** Whether there is a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
