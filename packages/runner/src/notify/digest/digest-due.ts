import { CronExpressionParser } from 'cron-parser'
import type { NotificationState, Store } from 'insights-store-timescale'
import type { DigestTime } from '../../config/digest-time.ts'
import type { TargetScope } from '../conditions/decide-changes.ts'
import type { NotificationContent } from '../message/content.ts'
import { composeDigest } from './compose-digest.ts'

/** When digests are sent, and what they say. */
interface DigestOptions {
  readonly digest?: DigestTime | undefined
  /** @defaultValue 'UTC' */
  readonly timeZone?: string
  /** @defaultValue false */
  readonly listingNames?: boolean
}

/** A digest whose time has come. */
export interface DigestDue {
  readonly state: NotificationState
  /** Null where none is sent: on the first look, and where there are no numbers. */
  readonly content: NotificationContent | null
}

/** The digest that a target has not had yet; null where none is due. The first look only notes the time. */
export async function digestDue(
  { store, notify, now }: { store: Store; notify: DigestOptions; now: Date },
  scope: TargetScope,
  states: readonly NotificationState[],
): Promise<DigestDue | null> {
  const { digest, timeZone = 'UTC', listingNames = false } = notify
  if (digest === undefined) return null
  const slot = lastDigestTime(digest, timeZone, now).toISOString()
  const known = states.find(({ topic }) => topic === 'digest')
  if (known?.fingerprint === slot) return null
  const content = known === undefined ? null : await composeDigest({ store, scope, now, listingNames })
  return {
    content,
    state: {
      topic: 'digest',
      accountId: '',
      subject: '',
      code: 'digest',
      fingerprint: slot,
      title: 'The digest of the week',
      since: null,
      openedAt: now,
      toldAt: now,
    },
  }
}

/** When the digest was to be sent last, up to now. */
export function lastDigestTime({ weekday, minute }: DigestTime, timeZone: string, now: Date): Date {
  const cron = `${String(minute % 60)} ${String(Math.floor(minute / 60))} * * ${String(weekday)}`
  // `prev` gives what lies before an instant, and now itself may be the time.
  const currentDate = new Date(now.getTime() + 1)
  return CronExpressionParser.parse(cron, { tz: timeZone, currentDate }).prev().toDate()
}
