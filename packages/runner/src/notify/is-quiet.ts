import type { QuietHours } from '../config/quiet-hours.ts'

/** Whether nobody is to be told anything now. */
export function isQuiet(now: Date, quiet: QuietHours | undefined, timeZone: string): boolean {
  if (quiet === undefined) return false
  const minute = minuteIn(now, timeZone)
  const { from, to } = quiet
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

/** Minutes after midnight, by the clocks of a time zone. */
function minuteIn(now: Date, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const [hours = '0', minutes = '0'] = clock.format(now).split(':')
  return Number(hours) * 60 + Number(minutes)
}
