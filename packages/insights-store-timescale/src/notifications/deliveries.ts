import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** The right to write to a target, for a while: one process at a time, so that messages come in order. */
export interface DeliveryClaim {
  target: string
  token: string
}

/** A message that is to be sent. */
export interface PendingNotification {
  /** A UUID, the same at each attempt: who has seen it before may drop it. */
  messageId: string
  code: string
  /** What the message says, as JSON. */
  content: string
  createdAt: Date
  /** Attempts that have failed. */
  attempts: number
}

/** A message and what became of it. */
export interface NotificationMessage extends PendingNotification {
  target: string
  /** Empty for what concerns no single account. */
  accountId: string
  sentAt: Date | null
  /** When it was given up. */
  givenUpAt: Date | null
  /** When it is tried next; null where it was sent or given up. */
  nextAttemptAt: Date | null
  /** What the last attempt failed of. */
  lastError: string | null
}

/** A target and how writing to it went. */
export interface TargetState {
  target: string
  shown: string
  /** Failed attempts since the last that went well. */
  failures: number
  lastSentAt: Date | null
  lastError: string | null
  /** Messages that wait. */
  waiting: number
}

/** How an attempt has failed. */
export interface DeliveryFailure {
  /** What happened, without any secret. */
  error: string
  retryInMs: number
  /** Whether that is to be feared of the target's other messages, too: then all of them wait. */
  whole: boolean
}

const PENDING = sql`sent_at IS NULL AND given_up_at IS NULL`

/** The targets that have something due, and that nobody is writing to. */
export const dueTargets = async ({ db, schema }: StoreContext): Promise<string[]> => {
  const { rows } = await sql<{ target: string }>`
    SELECT target.target FROM ${tableIn(schema, 'notification_targets')} AS target
    WHERE next_attempt_at <= clock_timestamp() AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
      AND EXISTS (
        SELECT FROM ${tableIn(schema, 'notification_messages')} AS message
        WHERE message.target = target.target AND ${PENDING} AND message.next_attempt_at <= clock_timestamp())
    ORDER BY target.target`.execute(db)
  return rows.map(({ target }) => target)
}

/** Claims a target that has something due. */
export const claimTarget = async (
  { db, schema }: StoreContext,
  target: string,
  holdMs: number,
): Promise<DeliveryClaim | undefined> => {
  const token = randomUUID()
  const { rows } = await sql`
    UPDATE ${tableIn(schema, 'notification_targets')} AS target
    SET claim = ${token}, claimed_until = clock_timestamp() + ${holdMs}::float8 * interval '1 millisecond'
    WHERE target.target = ${target} AND next_attempt_at <= clock_timestamp()
      AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
      AND EXISTS (
        SELECT FROM ${tableIn(schema, 'notification_messages')} AS message
        WHERE message.target = target.target AND ${PENDING} AND message.next_attempt_at <= clock_timestamp())
    RETURNING 1`.execute(db)
  return rows.length > 0 ? { target, token } : undefined
}

/** The oldest message that is due, and the claim held on for it; undefined for none, or where the claim is lost. */
export const nextMessage = async (
  { db, schema }: StoreContext,
  { target, token }: DeliveryClaim,
  holdMs: number,
): Promise<PendingNotification | undefined> => {
  const { rows } = await sql<{
    message_id: string
    code: string
    content: string
    created_at: Date
    attempts: number
  }>`
    WITH held AS (
      UPDATE ${tableIn(schema, 'notification_targets')}
      SET claimed_until = clock_timestamp() + ${holdMs}::float8 * interval '1 millisecond'
      WHERE target = ${target} AND claim = ${token} RETURNING target)
    SELECT message_id, code, content, created_at, attempts
    FROM ${tableIn(schema, 'notification_messages')} AS message JOIN held USING (target)
    WHERE ${PENDING} AND next_attempt_at <= clock_timestamp()
    ORDER BY sequence LIMIT 1`.execute(db)
  const [row] = rows
  return (
    row && {
      messageId: row.message_id,
      code: row.code,
      content: row.content,
      createdAt: row.created_at,
      attempts: row.attempts,
    }
  )
}

/** Notes that a message has arrived. */
export const recordSent = async (
  { db, schema }: StoreContext,
  { target }: DeliveryClaim,
  messageId: string,
): Promise<void> => {
  await sql`
    WITH sent AS (
      UPDATE ${tableIn(schema, 'notification_messages')}
      SET sent_at = clock_timestamp(), attempts = attempts + 1, last_error = NULL
      WHERE message_id = ${messageId}::uuid RETURNING sent_at)
    UPDATE ${tableIn(schema, 'notification_targets')} SET failures = 0, last_error = NULL, last_sent_at = sent.sent_at
    FROM sent WHERE target = ${target}`.execute(db)
}

/** Notes that a message has not, and when it is tried again. */
export const recordFailure = async (
  { db, schema }: StoreContext,
  { target }: DeliveryClaim,
  messageId: string,
  { error, retryInMs, whole }: DeliveryFailure,
): Promise<void> => {
  const text = storableText(error)
  const later = sql`clock_timestamp() + ${retryInMs}::float8 * interval '1 millisecond'`
  await sql`
    WITH failed AS (
      UPDATE ${tableIn(schema, 'notification_messages')}
      SET attempts = attempts + 1, last_error = ${text}, next_attempt_at = ${later}
      WHERE message_id = ${messageId}::uuid RETURNING 1)
    UPDATE ${tableIn(schema, 'notification_targets')} SET failures = failures + 1, last_error = ${text},
      next_attempt_at = CASE WHEN ${whole}::boolean THEN ${later} ELSE next_attempt_at END
    FROM failed WHERE target = ${target}`.execute(db)
}

/** Lets another process write to the target. */
export const releaseTarget = async (
  { db, schema }: StoreContext,
  { target, token }: DeliveryClaim,
): Promise<void> => {
  await sql`
    UPDATE ${tableIn(schema, 'notification_targets')} SET claim = NULL, claimed_until = NULL
    WHERE target = ${target} AND claim = ${token}`.execute(db)
}

/** Gives up what could not be delivered for so long, and forgets what ended long ago. */
export const sweepMessages = async (
  { db, schema }: StoreContext,
  { giveUpAfterMs, forgetAfterMs }: { giveUpAfterMs: number; forgetAfterMs: number },
): Promise<number> => {
  const messages = tableIn(schema, 'notification_messages')
  const { rows } = await sql`
    UPDATE ${messages} SET given_up_at = clock_timestamp()
    WHERE ${PENDING} AND created_at < clock_timestamp() - ${giveUpAfterMs}::float8 * interval '1 millisecond'
    RETURNING 1`.execute(db)
  await sql`
    DELETE FROM ${messages}
    WHERE created_at < clock_timestamp() - ${forgetAfterMs}::float8 * interval '1 millisecond'
      AND NOT (${PENDING})`.execute(db)
  return rows.length
}

/** Messages, newest first. */
export const listMessages = async (
  { db, schema }: StoreContext,
  limit: number,
): Promise<NotificationMessage[]> => {
  const { rows } = await sql<{
    message_id: string
    target: string
    account_id: string
    code: string
    content: string
    created_at: Date
    attempts: number
    sent_at: Date | null
    given_up_at: Date | null
    next_attempt_at: Date | null
    last_error: string | null
  }>`
    SELECT message_id, message.target, account_id, code, content, created_at, attempts, sent_at, given_up_at,
      message.last_error,
      CASE WHEN ${PENDING} THEN greatest(message.next_attempt_at, target.next_attempt_at) END AS next_attempt_at
    FROM ${tableIn(schema, 'notification_messages')} AS message
    JOIN ${tableIn(schema, 'notification_targets')} AS target USING (target)
    ORDER BY sequence DESC LIMIT ${limit}::bigint`.execute(db)
  return rows.map((row) => ({
    messageId: row.message_id,
    target: row.target,
    accountId: row.account_id,
    code: row.code,
    content: row.content,
    createdAt: row.created_at,
    attempts: row.attempts,
    sentAt: row.sent_at,
    givenUpAt: row.given_up_at,
    nextAttemptAt: row.next_attempt_at,
    lastError: row.last_error,
  }))
}

/** How writing to each target went, by target. */
export const listTargets = async ({ db, schema }: StoreContext): Promise<TargetState[]> => {
  const { rows } = await sql<{
    target: string
    shown: string
    failures: number
    last_sent_at: Date | null
    last_error: string | null
    waiting: number
  }>`
    SELECT target.target, shown, failures, last_sent_at, target.last_error,
      (SELECT count(*) FROM ${tableIn(schema, 'notification_messages')} AS message
        WHERE message.target = target.target AND ${PENDING})::int AS waiting
    FROM ${tableIn(schema, 'notification_targets')} AS target ORDER BY target.target`.execute(db)
  return rows.map((row) => ({
    target: row.target,
    shown: row.shown,
    failures: row.failures,
    lastSentAt: row.last_sent_at,
    lastError: row.last_error,
    waiting: row.waiting,
  }))
}
