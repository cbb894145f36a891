import type { StoreContext } from '../store-context.ts'
import { type AccountFacts, type FactsQuery, readAccountFacts } from './account-facts.ts'
import {
  type AccountNotifyUrls,
  type NotifyUrlsQuery,
  readNotifyUrls,
  setNotifyUrls,
  type UnreadableNotifyUrls,
} from './account-notify-urls.ts'
import {
  claimTarget,
  type DeliveryClaim,
  type DeliveryFailure,
  dueTargets,
  listMessages,
  listTargets,
  type NotificationMessage,
  nextMessage,
  type PendingNotification,
  recordFailure,
  recordSent,
  releaseTarget,
  sweepMessages,
  type TargetState,
} from './deliveries.ts'
import {
  type DecideNotifications,
  listStates,
  type NotificationState,
  type NotificationTarget,
  reconcileTarget,
} from './notification-state.ts'

/**
 * What humans are told: the facts that it rests on, what each target knows, and the messages on their way. What a
 * message says and how it is sent is for who calls this.
 */
export interface Notifications {
  /** What is known of each account that is not removed. */
  facts(query: FactsQuery): Promise<AccountFacts[]>
  /**
   * Brings what a target knows up to date. The new state and the messages about it are stored together or not at all,
   * and by one process at a time: whoever calls it twice with the same facts adds nothing.
   *
   * @returns how many messages are on their way now.
   */
  reconcile(target: NotificationTarget, decide: DecideNotifications): Promise<number>
  /** The targets that have something due, and that nobody is writing to. */
  due(): Promise<string[]>
  /** Takes a target that has something due, for `holdMs`; undefined where it has not, or another process has it. */
  claim(target: string, options: { holdMs: number }): Promise<DeliveryClaim | undefined>
  /** The oldest message that is due; the claim is held on for `holdMs`. Undefined for none, or where the claim is lost. */
  next(claim: DeliveryClaim, options: { holdMs: number }): Promise<PendingNotification | undefined>
  /** Notes that a message has arrived. */
  sent(claim: DeliveryClaim, messageId: string): Promise<void>
  /** Notes that a message has not, and when it is tried again. */
  failed(claim: DeliveryClaim, messageId: string, failure: DeliveryFailure): Promise<void>
  /** Lets another process write to the target. */
  release(claim: DeliveryClaim): Promise<void>
  /**
   * Gives up what could not be delivered for `giveUpAfterMs`, and forgets what was sent or given up before
   * `forgetAfterMs`.
   *
   * @returns how many were given up.
   */
  sweep(options: { giveUpAfterMs: number; forgetAfterMs: number }): Promise<number>
  /** Messages and what became of them, newest first. */
  messages(options: { limit: number }): Promise<NotificationMessage[]>
  /** Every target that was ever told something, and how writing to it goes. */
  targets(): Promise<TargetState[]>
  /** What targets have been told of and not been told the end of, oldest first. */
  states(): Promise<(NotificationState & { target: string })[]>
  /**
   * Sets an account's own targets, encrypted as its cookie is; null takes them away.
   *
   * @throws {@link AccountNotFoundError}, {@link PlaintextCredentialsError}
   */
  setAccountUrls(accountId: string, urls: string | null): Promise<void>
  /** Accounts' own targets, decrypted, and of which accounts they do not open. */
  accountUrls(
    query?: NotifyUrlsQuery,
  ): Promise<{ readable: AccountNotifyUrls[]; unreadable: UnreadableNotifyUrls[] }>
}

export const createNotifications = (context: StoreContext): Notifications => ({
  facts: (query) => readAccountFacts(context, query),
  reconcile: (target, decide) => reconcileTarget(context, target, decide),
  due: () => dueTargets(context),
  claim: (target, { holdMs }) => claimTarget(context, target, holdMs),
  next: (claim, { holdMs }) => nextMessage(context, claim, holdMs),
  sent: (claim, messageId) => recordSent(context, claim, messageId),
  failed: (claim, messageId, failure) => recordFailure(context, claim, messageId, failure),
  release: (claim) => releaseTarget(context, claim),
  sweep: (options) => sweepMessages(context, options),
  messages: ({ limit }) => listMessages(context, limit),
  targets: () => listTargets(context),
  states: () => listStates(context),
  setAccountUrls: (accountId, urls) => setNotifyUrls(context, accountId, urls),
  accountUrls: (query = {}) => readNotifyUrls(context, query),
})
