import { RETRY_POLICY } from './retry-policy.ts'
import { type Run } from './run.ts'
import { RUN_OUTCOMES, RUN_STATUSES, type RunStatus } from './run-status.ts'

/** What can happen to a run, and what may be decided on it then. */
export interface RunDecisions {
  /** A sync of its day begins, and it is the day's newest run. */
  begin: 'go_on' | 'go_on_rested' | 'try_again' | 'begin_anew'
  /** A worker was sent for it, and it is to go on at some time. */
  take_up: 'go_on' | 'go_on_rested' | 'try_again' | 'nothing_missing'
  /** The time of its next attempt has come. */
  come_due: 'send' | 'send_on_its_day' | 'keep'
  /** Somebody asks for a run of its day. */
  request: 'join' | 'make_due' | 'begin_anew'
  /** Somebody asks for it to be revived. */
  retry: 'join' | 'revive' | 'nothing_missing'
  /** Its holder gives it back. */
  release: 'queue' | 'refuse'
  /** Its holder ends it. */
  finish: 'end' | 'refuse'
  /** It cannot begin yet, and is to wait. */
  postpone: 'wait' | 'wait_on' | 'keep'
  /** Somebody wants it to be cancelled. */
  cancel: 'cancel' | 'stop_trying'
  /** Its account gets new credentials. */
  renew_session: 'make_due' | 'make_due_if_removed' | 'keep'
  /** Its account is removed. */
  remove_account: 'cancel' | 'stop_trying'
  /** The schedule passes while its account is not to be synced. */
  withdraw: 'delete_unbegun' | 'keep'
  /** Another run of its account begins. */
  give_way: 'interrupt' | 'stop_trying' | 'keep'
  /** A run of a later day begins. */
  day_over: 'carry_over' | 'interrupt' | 'stop_trying'
}

/** What can happen to a run. */
export type RunEvent = keyof RunDecisions

/** What becomes of a run then. */
export type RunDecision = RunDecisions[RunEvent]

type Decisions = { readonly [Event in RunEvent]: RunDecisions[Event] }

/** What all have in common that have ended without all that was asked for. */
const UNFINISHED = {
  come_due: 'send_on_its_day',
  request: 'make_due',
  retry: 'revive',
  release: 'refuse',
  finish: 'refuse',
  postpone: 'wait_on',
  cancel: 'stop_trying',
  renew_session: 'keep',
  remove_account: 'stop_trying',
  withdraw: 'keep',
  give_way: 'stop_trying',
  day_over: 'stop_trying',
} as const satisfies Partial<Decisions>

/**
 * The life of a run: what is decided on whatever happens to it, by its status. All that begins, resumes, retries,
 * revives, cancels or gives up a run decides by this table, in TypeScript and in SQL; the page that shows it is made
 * from it.
 */
export const LIFE_CYCLE: { readonly [Status in RunStatus]: Decisions } = {
  queued: {
    begin: 'go_on',
    take_up: 'go_on',
    come_due: 'send',
    request: 'join',
    retry: 'join',
    release: 'refuse',
    finish: 'refuse',
    postpone: 'wait',
    cancel: 'cancel',
    renew_session: 'keep',
    remove_account: 'cancel',
    withdraw: 'delete_unbegun',
    give_way: 'interrupt',
    day_over: 'carry_over',
  },
  running: {
    begin: 'go_on',
    take_up: 'go_on',
    come_due: 'send',
    request: 'join',
    retry: 'join',
    release: 'queue',
    finish: 'end',
    postpone: 'keep',
    cancel: 'cancel',
    renew_session: 'keep',
    remove_account: 'cancel',
    withdraw: 'keep',
    give_way: 'interrupt',
    day_over: 'interrupt',
  },
  succeeded: {
    begin: 'begin_anew',
    take_up: 'nothing_missing',
    come_due: 'keep',
    request: 'begin_anew',
    retry: 'nothing_missing',
    release: 'refuse',
    finish: 'refuse',
    postpone: 'keep',
    cancel: 'stop_trying',
    renew_session: 'keep',
    remove_account: 'stop_trying',
    withdraw: 'keep',
    give_way: 'stop_trying',
    day_over: 'stop_trying',
  },
  partial: { ...UNFINISHED, begin: 'try_again', take_up: 'try_again' },
  failed: { ...UNFINISHED, begin: 'try_again', take_up: 'try_again' },
  // Also by hand: new credentials may have come.
  auth_failed: { ...UNFINISHED, begin: 'go_on', take_up: 'go_on', renew_session: 'make_due' },
  // Its rest is the account's, and may outlast midnight.
  rate_limited: {
    ...UNFINISHED,
    begin: 'go_on_rested',
    take_up: 'go_on_rested',
    come_due: 'send',
    give_way: 'keep',
    day_over: 'interrupt',
  },
  // It costs no retry, and goes on once the pause of its network is over, on whatever day that is.
  blocked: { ...UNFINISHED, begin: 'go_on', take_up: 'go_on', come_due: 'send' },
  cancelled: {
    ...UNFINISHED,
    begin: 'go_on',
    take_up: 'go_on',
    renew_session: 'make_due_if_removed',
    day_over: 'interrupt',
  },
}

/** Which statuses a decision leads to; any other leaves a run as it is. */
export const STATUSES_AFTER: Readonly<Partial<Record<RunDecision, readonly RunStatus[]>>> = {
  go_on: ['running'],
  go_on_rested: ['running'],
  try_again: ['running'],
  queue: ['queued'],
  end: RUN_OUTCOMES,
  cancel: ['cancelled'],
  interrupt: ['failed'],
}

/** The statuses of which the life cycle decides so. */
export const statusesThat = <Event extends RunEvent>(
  event: Event,
  ...decisions: readonly RunDecisions[Event][]
): RunStatus[] => RUN_STATUSES.filter((status) => decisions.includes(LIFE_CYCLE[status][event]))

/** Queued or running: whoever asks for a run gets this one. */
export const isOpen = ({ status }: Pick<Run, 'status'>): boolean => LIFE_CYCLE[status].request === 'join'

/** Whether somebody has to start or continue a run at some time. What has ended for good is left to whoever asks anew. */
export const isPending = (run: Pick<Run, 'status' | 'nextAttemptAt'>): boolean =>
  isOpen(run) || (run.nextAttemptAt !== null && LIFE_CYCLE[run.status].come_due !== 'keep')

/** Whether a run can still become a full one: it has not asked anything yet, nor left anything out. */
export const isUntouched = ({ status, startedAt }: Pick<Run, 'status' | 'startedAt'>): boolean =>
  status === 'queued' && startedAt === null

/** Whether another sync of its day goes on with a run: what it asked for is not complete, and as much as is wanted. */
export const isUnfinished = (
  run: Pick<Run, 'status' | 'startedAt' | 'full'>,
  { full }: { full: boolean },
): boolean => LIFE_CYCLE[run.status].begin !== 'begin_anew' && (run.full || !full || isUntouched(run))

/** How often a run of this status is started again yet; null where that is not counted. */
export const retriesLeft = ({ status, retries }: Pick<Run, 'status' | 'retries'>): number | null =>
  LIFE_CYCLE[status].begin === 'try_again' ? Math.max(0, RETRY_POLICY.maxRetries - retries) : null

/** Until when an account rests after this run's rate limit; null where it does not. */
export const restUntil = (
  { status, nextAttemptAt }: Pick<Run, 'status' | 'nextAttemptAt'>,
  now: Date,
): Date | null =>
  LIFE_CYCLE[status].begin === 'go_on_rested' && nextAttemptAt && nextAttemptAt > now ? nextAttemptAt : null

/** How a run ends of which every listing had its turn: the one definition of what is incomplete. */
export const outcomeOfListings = (listings: {
  total: number
  succeeded: number
  /** Whether the account is known to have more than these. @defaultValue false */
  moreKnown?: boolean
}): 'succeeded' | 'partial' | 'failed' => {
  const { total, succeeded, moreKnown = false } = listings
  if (succeeded >= total) return moreKnown ? 'partial' : 'succeeded'
  return succeeded === 0 ? 'failed' : 'partial'
}
