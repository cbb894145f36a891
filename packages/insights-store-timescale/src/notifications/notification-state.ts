import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { NotificationStatesTable } from '../database.ts'
import type { Executor } from '../executor.ts'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** What tells one thing to be told from another. */
export interface NotificationKey {
  /** What it is about, e.g. `session`: one thing has one state at a time. */
  topic: string
  /** Empty for what concerns no single account. */
  accountId: string
  /** What of the account, e.g. a scrape day; empty where there is only one. */
  subject: string
}

/** What a target has been told of, and not yet been told the end of. */
export interface NotificationState extends NotificationKey {
  /** What it is, e.g. `session_expired`. */
  code: string
  /** Changes with what is worth telling again. */
  fingerprint: string
  /** In a few words. */
  title: string
  /** Since when it is so; null where nobody knows. */
  since: Date | null
  /** When the target was first told. */
  openedAt: Date
  /** When it was last told. */
  toldAt: Date
}

/** A message for a target, to be sent. */
export interface NewNotification {
  /** Empty for what concerns no single account. */
  accountId: string
  code: string
  /** What the message says, as JSON without any secret. */
  content: string
}

/** What becomes of what a target has been told. */
export interface NotificationChanges {
  /** States as they are from now on. */
  set: readonly NotificationState[]
  /** States that are no more. */
  drop: readonly NotificationKey[]
  /** Messages, in their order. */
  messages: readonly NewNotification[]
}

/** A target that can be told. */
export interface NotificationTarget {
  /** Stable, and made without secrets. */
  target: string
  /** Kind and host, for people. */
  shown: string
}

/** Decides, from what a target was told, what it is to be told now. It may be called several times. */
export type DecideNotifications = (states: readonly NotificationState[]) => NotificationChanges

/** Brings what a target knows up to date, and puts messages on their way: both or nothing, and one process at a time. */
export const reconcileTarget = (
  { db, schema }: StoreContext,
  { target, shown }: NotificationTarget,
  decide: DecideNotifications,
): Promise<number> => {
  const targets = tableIn(schema, 'notification_targets')
  return transact(db, async (tx) => {
    await sql`
      INSERT INTO ${targets} (target, shown) VALUES (${target}, ${storableText(shown)})
      ON CONFLICT (target) DO NOTHING`.execute(tx)
    await sql`SELECT FROM ${targets} WHERE target = ${target} FOR UPDATE`.execute(tx)
    const { set, drop, messages } = decide(await statesOf(tx, schema, target))
    for (const key of drop) await dropState(tx, schema, target, key)
    for (const state of set) await setState(tx, schema, target, state)
    for (const { accountId, code, content } of messages) {
      await sql`
        INSERT INTO ${tableIn(schema, 'notification_messages')} (target, account_id, code, content)
        VALUES (${target}, ${accountId}, ${code}, ${storableText(content)})`.execute(tx)
    }
    return messages.length
  })
}

const statesOf = async (db: Executor, schema: string, target: string): Promise<NotificationState[]> => {
  const { rows } = await sql<NotificationStatesTable>`
    SELECT * FROM ${tableIn(schema, 'notification_states')} WHERE target = ${target}
    ORDER BY topic, account_id, subject`.execute(db)
  return rows.map(stateFrom)
}

const stateFrom = (row: NotificationStatesTable): NotificationState => ({
  topic: row.topic,
  accountId: row.account_id,
  subject: row.subject,
  code: row.code,
  fingerprint: row.fingerprint,
  title: row.title,
  since: row.since,
  openedAt: row.opened_at,
  toldAt: row.told_at,
})

/** What targets have been told of, with the target, oldest first. */
export const listStates = async ({
  db,
  schema,
}: StoreContext): Promise<(NotificationState & { target: string })[]> => {
  const { rows } = await sql<NotificationStatesTable>`
    SELECT * FROM ${tableIn(schema, 'notification_states')}
    ORDER BY opened_at, topic, account_id, subject, target`.execute(db)
  return rows.map((row) => ({ ...stateFrom(row), target: row.target }))
}

const dropState = async (
  tx: Executor,
  schema: string,
  target: string,
  { topic, accountId, subject }: NotificationKey,
): Promise<void> => {
  await sql`
    DELETE FROM ${tableIn(schema, 'notification_states')}
    WHERE target = ${target} AND topic = ${topic} AND account_id = ${accountId} AND subject = ${subject}`.execute(
    tx,
  )
}

const setState = async (
  tx: Executor,
  schema: string,
  target: string,
  state: NotificationState,
): Promise<void> => {
  await sql`
    INSERT INTO ${tableIn(schema, 'notification_states')} (
      target, topic, account_id, subject, code, fingerprint, title, since, opened_at, told_at)
    VALUES (
      ${target}, ${state.topic}, ${state.accountId}, ${state.subject}, ${state.code}, ${state.fingerprint},
      ${storableText(state.title)}, ${state.since}::timestamptz, ${state.openedAt}::timestamptz,
      ${state.toldAt}::timestamptz)
    ON CONFLICT (target, topic, account_id, subject) DO UPDATE SET
      code = excluded.code, fingerprint = excluded.fingerprint, title = excluded.title, since = excluded.since,
      opened_at = excluded.opened_at, told_at = excluded.told_at`.execute(tx)
}
