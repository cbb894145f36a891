import { CronExpressionParser } from 'cron-parser'

/** So many instants at the most: a schedule that fires every minute needs no more to be told from one that does not. */
const MOST_SLOTS = 2000

/** Whether a text is a cron expression of five fields. */
export function isCronExpression(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false
  try {
    CronExpressionParser.parse(text, { tz: 'UTC' })
    return true
  } catch {
    return false
  }
}

/**
 * When a schedule has fired lately: every instant within `reachSeconds` before `now`, and the last one before these,
 * newest first. A place of an account's own within `reachSeconds` then always has its last slot among them.
 */
export function recentSlots(cron: string, now: Date, reachSeconds: number): Date[] {
  const expression = CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: justAfter(now) })
  const reach = now.getTime() - reachSeconds * 1000
  const slots: Date[] = []
  while (slots.length < MOST_SLOTS) {
    const slot = expression.prev().toDate()
    slots.push(slot)
    if (slot.getTime() <= reach) break
  }
  return slots
}

/** When a schedule fires next, after `now`. */
export function nextSlot(cron: string, now: Date): Date {
  return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: now }).next().toDate()
}

/** `prev` gives what lies before an instant, and `now` itself may be a slot. */
function justAfter(now: Date): Date {
  return new Date(now.getTime() + 1)
}
