import type { SessionOutlook, SessionState } from 'insights-store-timescale'
import type { Fact } from '../output/facts.ts'
import { formatInstant, formatQuantity } from '../output/format.ts'

/** States of a session that works and should be replaced before it does not. */
const NEAR_ITS_END: ReadonlySet<SessionState> = new Set(['not_renewed', 'ending'])

/** Whether a session, as far as one can tell, will not live much longer. */
export const isNearItsEnd = ({ state }: SessionOutlook): boolean => NEAR_ITS_END.has(state)

/** What is to be feared of a session that is near its end, in a few words; null for any other. */
export function endText(outlook: SessionOutlook, now: Date): string | null {
  if (!isNearItsEnd(outlook)) return null
  const { state, likelyEnd } = outlook
  const why = state === 'not_renewed' ? 'Airbnb has not renewed it for more than a day' : null
  return [why, likelyEndText(likelyEnd, now)].filter((part) => part !== null).join(', ')
}

/** What `accounts show` says of how long sessions live. */
export function outlookFacts(outlook: SessionOutlook, now: Date): readonly Fact[] {
  const { lastAnsweredAt, lastRenewedAt, renewals, pastLifetimesMs, likelyEnd } = outlook
  const renewed = `${formatInstant(lastRenewedAt)}, ${formatQuantity(renewals, 'time')} so far`
  const never = lastAnsweredAt === null ? undefined : 'never yet'
  return [
    ['Renewed by Airbnb', lastRenewedAt === null ? never : renewed],
    ['Probable end', endText(outlook, now) ?? likelyEndText(likelyEnd, now) ?? undefined],
    ['Earlier sessions', pastLifetimesMs.length === 0 ? undefined : lifetimesText(pastLifetimesMs)],
  ]
}

function likelyEndText(likelyEnd: Date | null, now: Date): string | null {
  if (likelyEnd === null) return null
  const over = likelyEnd <= now
  return `probably ${over ? 'over since' : 'ends'} ${formatInstant(likelyEnd)}`
}

const HOUR_MS = 3_600_000

function lifetimesText(pastLifetimesMs: readonly number[]): string {
  return `lived ${pastLifetimesMs.map(lifetimeText).join(', ')}, the last one first`
}

function lifetimeText(ms: number): string {
  const hours = Math.round(ms / HOUR_MS)
  return hours < 100 ? `${String(hours)} h` : formatQuantity(Math.round(hours / 24), 'day')
}
