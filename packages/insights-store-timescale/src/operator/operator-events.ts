import { sql } from 'kysely'
import { storableText, storableTextOrNull } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** What an operator did, or could not do. */
export type OperatorEventKind =
  | 'leading'
  | 'resigned'
  | 'check_passed'
  | 'check_failed'
  | 'check_undecided'
  | 'created'
  | 'updated'
  | 'restored'
  | 'adopted'
  | 'woken'
  | 'put_to_sleep'
  | 'removed'
  | 'refused'
  | 'failed'

/** One entry of the audit trail, as it is recorded. */
export interface NewOperatorEvent {
  /** What it was. */
  readonly kind: OperatorEventKind
  /** Which operator: its pod or host, and what tells it from others there. */
  readonly operator: string
  /** The account that it is about; null for none. */
  readonly accountId: string | null
  /** The object in the cluster, as `namespace/name`; null for none. */
  readonly object: string | null
  /** What was done and why, in one line, without secrets. */
  readonly message: string
}

/** One entry of the audit trail. */
export interface OperatorEvent extends NewOperatorEvent {
  /** By the database's clock. */
  readonly at: Date
}

/** Which entries to list. */
export interface OperatorEventQuery {
  /** Only those about this account. @defaultValue all of them */
  accountId?: string
  /** At most so many. */
  limit: number
}

/** Stores entries in the order in which they are given. */
export const recordOperatorEvents = async (
  { db, schema }: StoreContext,
  events: readonly NewOperatorEvent[],
): Promise<void> => {
  if (events.length === 0) return
  const rows = events.map(
    ({ operator, accountId, kind, object, message }) =>
      sql`(${storableText(operator)}, ${accountId}::varchar, ${kind}, ${storableTextOrNull(object)}::text, ${storableText(message)})`,
  )
  await sql`
    INSERT INTO ${tableIn(schema, 'operator_events')} (operator, account_id, kind, object, message)
    VALUES ${sql.join(rows)}`.execute(db)
}

interface EventRow {
  at: Date
  operator: string
  account_id: string | null
  kind: OperatorEventKind
  object: string | null
  message: string
}

/** Entries, newest first. */
export const listOperatorEvents = async (
  { db, schema }: StoreContext,
  { accountId, limit }: OperatorEventQuery,
): Promise<OperatorEvent[]> => {
  const { rows } = await sql<EventRow>`
    SELECT at, operator, account_id, kind, object, message FROM ${tableIn(schema, 'operator_events')}
    WHERE ${accountId ?? null}::varchar IS NULL OR account_id = ${accountId ?? null}::varchar
    ORDER BY event_id DESC LIMIT ${limit}`.execute(db)
  return rows.map(({ account_id, ...row }) => ({ ...row, accountId: account_id }))
}

/** Forgets what is older. */
export const sweepOperatorEvents = async (
  { db, schema }: StoreContext,
  { forgetAfterDays }: { forgetAfterDays: number },
): Promise<number> => {
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM ${tableIn(schema, 'operator_events')}
    WHERE at < clock_timestamp() - ${forgetAfterDays}::float8 * interval '1 day'`.execute(db)
  return Number(numAffectedRows)
}
