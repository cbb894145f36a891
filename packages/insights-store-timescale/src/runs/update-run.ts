import { type RawBuilder, sql } from 'kysely'
import { RunNotRunningError } from '../errors.ts'
import type { Executor } from '../executor.ts'
import { heldLease, lossOf } from '../leases/fence.ts'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { requestsSoFar } from './requests-so-far.ts'
import type { RunNote } from './run.ts'
import { type HeldRun, isRunningRun } from './running-run.ts'

/** How far a run is. */
export interface RequestsInput extends HeldRun {
  /** Requests made in this run so far, those before it was continued among them. It never goes back. */
  requestsDone: number
  /** How many requests the whole run takes, as it is known by now. @defaultValue as it was planned */
  requestsTotal?: number
}

/** Something to know about a run that is no failure. */
export interface NoteInput extends HeldRun {
  /** What is to be known: a stable code, and a sentence for people. */
  note: RunNote
}

/** What somebody else has to say to whoever carries a run out. */
export interface RunWishes {
  /** Somebody wants the run to be cancelled. */
  cancel: boolean
}

/** Changes a running run in one fenced statement: it is told often how far it is, and that has to be cheap. */
const updateRun = async (
  context: StoreContext,
  held: HeldRun,
  change: RawBuilder<unknown>,
  db: Executor = context.db,
): Promise<RunWishes> => {
  const { schema } = context
  const { rows } = await sql<RunWishes>`
    WITH held AS (${heldLease(schema, held.lease)})
    UPDATE ${tableIn(schema, 'sync_runs')} AS run SET ${change}
    FROM held WHERE run.account_id = held.account_id AND ${isRunningRun(held)}
    RETURNING run.cancel_requested_at IS NOT NULL AS cancel`.execute(db)
  const [wishes] = rows
  if (wishes) return wishes
  const lease = await heldLease(schema, held.lease).execute(db)
  if (lease.rows.length === 0) throw await lossOf(db, context, held.lease)
  throw new RunNotRunningError(held.runId, held.lease.accountId)
}

export const recordRequests = (context: StoreContext, input: RequestsInput): Promise<RunWishes> =>
  updateRun(
    context,
    input,
    sql`
      ${requestsSoFar(input.requestsDone, input.requestsTotal)},
      sequence = sequence + (requests_done < ${input.requestsDone}::int)::int`,
    context.brisk,
  )

/** The same note twice is one note. */
export const addNote = async (context: StoreContext, input: NoteInput): Promise<void> => {
  const { code, message } = input.note
  const note = JSON.stringify([{ code: storableText(code), message: storableText(message) }])
  await updateRun(
    context,
    input,
    sql`
      notes = CASE WHEN notes @> ${note}::text::jsonb THEN notes ELSE notes || ${note}::text::jsonb END,
      sequence = sequence + 1`,
  )
}

/** Gives a run back: it is due, and goes on under its id with whoever takes it up. */
export const releaseRun = async (context: StoreContext, input: RequestsInput): Promise<void> => {
  await updateRun(
    context,
    input,
    sql`
      status = 'queued', next_attempt_at = clock_timestamp(), ${requestsSoFar(input.requestsDone)},
      sequence = sequence + 1`,
  )
}
