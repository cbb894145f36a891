import type { Dispatcher } from 'undici'

/** What sending takes beside a target and a message. */
export interface Sending {
  /** Sends requests, through a proxy where there is one. */
  readonly dispatcher: Dispatcher
  /** What webhooks are signed with whose URL has no secret. */
  readonly webhookSecret: string | undefined
  /** Authorities that mail servers may have beside those that Node trusts. */
  readonly certificates?: readonly string[] | undefined
  readonly signal: AbortSignal
  readonly now: () => Date
}
