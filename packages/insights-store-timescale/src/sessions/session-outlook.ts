const HOUR_MS = 3_600_000

/** A cookie of a session in use rotates within hours: one that has not for so long, though requests were answered, stopped. */
const RENEWED_WITHIN_MS = 24 * HOUR_MS

/** A copied cookie whose rotations nobody stored died after about so long. */
const UNRENEWED_LIFE_MS = 48 * HOUR_MS

/** An end that is no farther off is near: a host asked in the evening can still act. */
const ENDING_WITHIN_MS = 12 * HOUR_MS

/** Of a session that nobody asked with for so long nothing can be said. */
const IDLE_AFTER_MS = UNRENEWED_LIFE_MS

/** So many sessions must have ended by themselves before their lives say how long the next one will live. */
const ENOUGH_LIVES = 2

/**
 * How a session probably stands. `healthy`: answered, and renewed within the day. `not_renewed`: answered, but Airbnb has
 * not rotated its cookie for more than a day. `ending`: by what is known it ends within twelve hours, or should have.
 * `expired`: Airbnb has refused it. `unknown`: it was never tried, or not for two days.
 */
export type SessionState = 'healthy' | 'not_renewed' | 'ending' | 'expired' | 'unknown'

/** What is known of the session in use, and what it probably comes to. Never a verdict: only a refused request is one. */
export interface SessionOutlook {
  /** When its cookie was given; null where nobody knows (an adopted database). */
  setAt: Date | null
  /** When a request was last answered, as the start of each run notes it; null for a session that was never tried. */
  lastAnsweredAt: Date | null
  /** When a cookie that Airbnb had rotated was last stored; null where none ever was. */
  lastRenewedAt: Date | null
  /** How often one was. */
  renewals: number
  /** When Airbnb refused it; null while it has not. */
  endedAt: Date | null
  /** How long earlier sessions of this account lived until they expired, in milliseconds, the newest first. */
  pastLifetimesMs: number[]
  /** When it will probably end; null where nothing speaks for any time. */
  likelyEnd: Date | null
  state: SessionState
}

/** A session as it was kept. */
export interface KeptSession {
  readonly setAt: Date | null
  readonly lastAnsweredAt: Date | null
  readonly lastRenewedAt: Date | null
  readonly renewals: number
  readonly endedAt: Date | null
  readonly endedHow: 'expired' | 'replaced' | null
}

/**
 * What is to be expected of an account's session, from what was kept of it and of the ones before.
 *
 * A session that is not renewed ends some 48 hours after its last renewal, or as long after it as those of this account
 * did. One that is renewed has no end that is known, but for the age at which at least two others of this account ended.
 *
 * @param sessions of one account, the newest first; only the first can be in use.
 */
export function sessionOutlook(sessions: readonly KeptSession[], now: Date): SessionOutlook {
  const [current = NEVER_SET, ...past] = sessions
  const expired = past.filter(({ endedHow }) => endedHow === 'expired')
  const pastLifetimesMs = expired.flatMap((session) => span(session.setAt, session.endedAt) ?? [])
  const { setAt, lastAnsweredAt, lastRenewedAt, renewals } = current
  const endedAt = current.endedHow === 'expired' ? current.endedAt : null
  const told = { setAt, lastAnsweredAt, lastRenewedAt, renewals, endedAt, pastLifetimesMs }
  if (endedAt !== null) return { ...told, likelyEnd: null, state: 'expired' }
  const idleMs = span(lastAnsweredAt, now)
  if (lastAnsweredAt === null || idleMs === null || idleMs > IDLE_AFTER_MS) {
    return { ...told, likelyEnd: null, state: 'unknown' }
  }
  const stopped = hasStoppedRenewing(current)
  const end = stopped ? endUnrenewed(current, expired) : endByAge(current, pastLifetimesMs)
  // One that has answered since has outlived what was expected of it.
  const likelyEnd = end === null || end <= lastAnsweredAt ? null : end
  if (likelyEnd !== null && likelyEnd.getTime() - now.getTime() <= ENDING_WITHIN_MS) {
    return { ...told, likelyEnd, state: 'ending' }
  }
  return { ...told, likelyEnd, state: stopped ? 'not_renewed' : 'healthy' }
}

const NEVER_SET: KeptSession = {
  setAt: null,
  lastAnsweredAt: null,
  lastRenewedAt: null,
  renewals: 0,
  endedAt: null,
  endedHow: null,
}

/** Since when its cookie is as it is. */
const renewedAt = ({ lastRenewedAt, setAt }: KeptSession): Date | null => lastRenewedAt ?? setAt

const hasStoppedRenewing = (session: KeptSession): boolean =>
  (span(renewedAt(session), session.lastAnsweredAt) ?? 0) > RENEWED_WITHIN_MS

function endUnrenewed(session: KeptSession, expired: readonly KeptSession[]): Date | null {
  const likeIt = expired.filter(hasStoppedRenewing)
  const lives = likeIt.flatMap((past) => span(renewedAt(past), past.endedAt) ?? [])
  return later(renewedAt(session), habit(lives) ?? UNRENEWED_LIFE_MS)
}

function endByAge({ setAt }: KeptSession, pastLifetimesMs: readonly number[]): Date | null {
  const life = habit(pastLifetimesMs)
  return life === null ? null : later(setAt, life)
}

/** The middle of some spans of time; null for too few to speak of a habit. */
function habit(spans: readonly number[]): number | null {
  if (spans.length < ENOUGH_LIVES) return null
  return spans.toSorted((a, b) => a - b)[Math.floor((spans.length - 1) / 2)] ?? null
}

const later = (instant: Date | null, ms: number): Date | null =>
  instant === null ? null : new Date(instant.getTime() + ms)

const span = (from: Date | null, to: Date | null): number | null =>
  from === null || to === null ? null : to.getTime() - from.getTime()
