import type { NotificationKey } from 'insights-store-timescale'
import type { ConditionCode } from '../message/event-codes.ts'

/** What a condition is about: an account or a thing has one condition of a topic at a time. */
export type Topic =
  | 'session'
  | 'run'
  | 'listings'
  | 'freshness'
  | 'new_listing'
  | 'api'
  | 'database'
  | 'blocked'

/** Something that a human has to know, as it is now. */
export interface Condition extends NotificationKey {
  readonly topic: Topic
  readonly code: ConditionCode
  /** Changes with what is worth telling again. */
  readonly fingerprint: string
  /** The account's name; null for one without a name, and for what concerns no account. */
  readonly accountName: string | null
  /** Since when it is so; null where nobody knows. */
  readonly since: Date | null
  /** In a few words, with the account. */
  readonly title: string
  /** What happened, in sentences. */
  readonly text: string
  /** What to do: a command to copy; null where there is nothing to be done. */
  readonly action: string | null
  /** The same for programs. */
  readonly details: Readonly<Record<string, unknown>>
}

/** What happens and does not end: nobody is told that it is well again. */
export const MOMENTS: ReadonlySet<string> = new Set<Topic>(['new_listing', 'api'])

/** One text for a condition's key. */
export function keyOf({ topic, accountId, subject }: NotificationKey): string {
  return `${topic} ${accountId} ${subject}`
}

/** All that is open, and what there is to know about the rest. */
export interface Findings {
  readonly open: readonly Condition[]
  /** Keys of which it is not known just now whether they are open: they stay as they are. */
  readonly undecided: ReadonlySet<string>
  /** Accounts that are watched: what was open of any other is forgotten without a word. */
  readonly watched: ReadonlySet<string>
  /** Whether all accounts were looked at, so that what concerns no single one is known as well. */
  readonly complete: boolean
}
