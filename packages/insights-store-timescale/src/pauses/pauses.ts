import { type RawBuilder, sql, type Transaction } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { InsightsDatabase } from '../database.ts'
import type { Executor } from '../executor.ts'
import { returnedRow } from '../returned-row.ts'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type Pause, type PauseRow, pauseFrom } from './pause.ts'
import { PAUSE_POLICY, pauseWaitMs } from './pause-policy.ts'

/** Who asks, from where, and which site. */
export interface AskingPlace {
  /** The name of the network that is asked from: see {@link Pause.network}. */
  network: string
  /** The site that is asked. */
  site: string
  accountId: string
}

/** Whether an account may ask. */
export type PausePass =
  /** Nothing is known to stand in between; the answer is to be told where `tell` says so. */
  | { kind: 'open'; tell: boolean }
  /** Another one has just asked, and it is not known yet whether anything stands in between: its answer says. */
  | { kind: 'wait' }
  /** It may ask once, to see whether the wall has lifted, and tells what came of it. */
  | { kind: 'probe'; pause: Pause }
  /**
   * It does not ask before `notBefore`. Where `probed` says so, another one has just asked whether the wall has lifted: its
   * answer is worth waiting for.
   */
  | { kind: 'paused'; pause: Pause; notBefore: Date; probed: boolean }

/** What an account met. */
export interface MetWall extends AskingPlace {
  /** What stands in between, such as `bot_wall`. */
  reason: string
  /** What its answer asked for, in milliseconds. @defaultValue null, nothing */
  retryAfterMs?: number | null
}

/**
 * Pauses that all workers of a network share, by the database's clock: while something in between answers, one request
 * at a time goes out, and no more than one a minute.
 */
export interface Pauses {
  /** The pauses that last, the oldest first. */
  list(query?: { network?: string }): Promise<Pause[]>
  /** Whether an account may ask now; takes nothing. */
  look(place: AskingPlace): Promise<PausePass>
  /**
   * The same right before a request. Where it is to be a probe, it is taken: nobody else gets one within a minute, so that
   * of a prober that died another one takes the turn. Where the site has answered nobody for a while, one asks first and
   * the others wait for its answer.
   */
  pass(place: AskingPlace): Promise<PausePass>
  /**
   * An account met a wall: a pause begins, or where it was the probe lasts longer. Where another account's probe has ended
   * the last pause and this one meets the wall again, it rests alone.
   */
  meet(wall: MetWall): Promise<{ pause: Pause; started: boolean }>
  /**
   * The site itself answered an account: the pause that it probed ends, and its own rest; those that wait may ask. Gives
   * the pauses that have ended.
   */
  answered(place: AskingPlace): Promise<Pause[]>
  /** What was to be told got no answer at all: the pause that it probed lasts longer, and another one may ask first. */
  unanswered(place: AskingPlace): Promise<void>
}

type Tx = Transaction<InsightsDatabase>

const inMs = (ms: number): RawBuilder<Date> =>
  sql<Date>`clock_timestamp() + ${ms}::float8 * interval '1 millisecond'`

const NOT_ANSWERED = sql`NULL::timestamptz`

/** So long ended pauses are kept. */
const KEPT = '30 days'

const ofPlace = ({ network, site }: Pick<AskingPlace, 'network' | 'site'>): RawBuilder<unknown> =>
  sql`network = ${network} AND site = ${site} AND ended_at IS NULL`

export const createPauses = (context: StoreContext): Pauses => {
  const { db, brisk, schema } = context
  const table = tableIn(schema, 'pauses')
  const answers = tableIn(schema, 'site_answers')

  /** The pause of all before the account's own. */
  const concerning = async (tx: Tx, place: AskingPlace): Promise<PauseRow[]> => {
    const { rows } = await sql<PauseRow>`
      SELECT * FROM ${table} WHERE ${ofPlace(place)} AND (account_id IS NULL OR account_id = ${place.accountId})
      ORDER BY account_id NULLS FIRST FOR UPDATE`.execute(tx)
    return rows
  }

  /** When the account may probe this pause at the earliest: later than another that has not met the wall. */
  const turnOf = async (tx: Tx, row: PauseRow, accountId: string): Promise<Date> => {
    if (row.account_id !== null || !row.met_by.includes(accountId)) return row.next_probe_at
    const { rows } = await sql<{ others: boolean }>`
      SELECT EXISTS (SELECT FROM ${tableIn(schema, 'accounts')}
        WHERE deleted_at IS NULL AND is_active AND credential_status <> 'expired'
          AND NOT ${JSON.stringify(row.met_by)}::text::jsonb @> to_jsonb(account_id::text)) AS others`.execute(
      tx,
    )
    const wait = returnedRow(rows).others ? PAUSE_POLICY.preferOthersMs : 0
    return new Date(row.next_probe_at.getTime() + wait)
  }

  const passing = (place: AskingPlace, take: boolean): Promise<PausePass> =>
    transact(db, async (tx): Promise<PausePass> => {
      const rows = await concerning(tx, place)
      const { rows: clock } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(tx)
      const { now } = returnedRow(clock)
      for (const row of rows) {
        const notBefore = await turnOf(tx, row, place.accountId)
        if (notBefore > now) {
          return { kind: 'paused', pause: pauseFrom(row), notBefore, probed: isProbed(row, place, now) }
        }
      }
      const [first] = rows
      if (first === undefined) return { kind: 'open', tell: false }
      if (take) {
        await sql`
          UPDATE ${table} SET probing_account_id = ${place.accountId},
            next_probe_at = ${inMs(PAUSE_POLICY.firstWaitMs)}
          WHERE pause_id = ANY (${rows.map(({ pause_id }) => pause_id)}::uuid[])`.execute(tx)
      }
      return { kind: 'probe', pause: pauseFrom(first) }
    })

  /** At all normal times there is no pause, and whoever asks has to be told so at no cost. */
  const isPaused = async (place: AskingPlace): Promise<boolean> => {
    const { rows } = await sql`
      SELECT FROM ${table} WHERE ${ofPlace(place)} AND (account_id IS NULL OR account_id = ${place.accountId})
      LIMIT 1`.execute(brisk)
    return rows.length > 0
  }

  /** Whether the site is known to answer, or else whether this one is to find out for the others. */
  const scouting = async ({ network, site }: AskingPlace): Promise<PausePass> => {
    const { rows } = await sql<{ age: number }>`
      SELECT extract(epoch FROM clock_timestamp() - answered_at)::float8 * 1000 AS age FROM ${answers}
      WHERE network = ${network} AND site = ${site} AND answered_at > ${inMs(-PAUSE_POLICY.answerFreshMs)}`.execute(
      brisk,
    )
    const [fresh] = rows
    if (fresh !== undefined) return { kind: 'open', tell: fresh.age > PAUSE_POLICY.answerToldMs }
    const { rows: taken } = await sql`
      INSERT INTO ${answers} AS known (network, site, scout_until)
      VALUES (${network}, ${site}, ${inMs(PAUSE_POLICY.scoutMs)})
      ON CONFLICT (network, site) DO UPDATE SET scout_until = excluded.scout_until
      WHERE coalesce(known.scout_until <= clock_timestamp(), TRUE)
      RETURNING 1`.execute(db)
    return taken.length > 0 ? { kind: 'open', tell: true } : { kind: 'wait' }
  }

  const noteAnswer = async (
    tx: Executor,
    { network, site }: AskingPlace,
    answered: RawBuilder<unknown>,
  ): Promise<void> => {
    await sql`
      INSERT INTO ${answers} AS known (network, site, answered_at) VALUES (${network}, ${site}, ${answered})
      ON CONFLICT (network, site) DO UPDATE SET
        answered_at = coalesce(excluded.answered_at, known.answered_at), scout_until = NULL`.execute(tx)
  }

  const lengthen = async (
    tx: Tx,
    row: PauseRow,
    { reason, retryAfterMs = null }: { reason: string; retryAfterMs?: number | null },
  ): Promise<PauseRow> => {
    const failures = row.failures + 1
    const { rows } = await sql<PauseRow>`
      UPDATE ${table} SET failures = ${failures}::int, reason = ${storableText(reason)},
        probing_account_id = NULL, next_probe_at = ${inMs(pauseWaitMs(failures, retryAfterMs))}
      WHERE pause_id = ${row.pause_id}::uuid RETURNING *`.execute(tx)
    return returnedRow(rows)
  }

  const addMet = async (tx: Tx, row: PauseRow, accountId: string): Promise<void> => {
    if (row.met_by.includes(accountId)) return
    await sql`
      UPDATE ${table} SET met_by = met_by || to_jsonb(${accountId}::text)
      WHERE pause_id = ${row.pause_id}::uuid`.execute(tx)
  }

  /** Whether the others are well while this account meets a wall again. */
  const isAlone = async (tx: Tx, { network, site, accountId }: AskingPlace): Promise<boolean> => {
    const { rows } = await sql<{ alone: boolean }>`
      SELECT coalesce((
          SELECT last.met_by @> to_jsonb(${accountId}::text) AND last.ended_by <> ${accountId}
          FROM ${table} AS last
          WHERE network = ${network} AND site = ${site} AND account_id IS NULL
            AND ended_at > ${inMs(-PAUSE_POLICY.aloneWithinMs)}
          ORDER BY ended_at DESC LIMIT 1), FALSE)
        AND NOT EXISTS (
          SELECT FROM ${table} WHERE ${ofPlace({ network, site })} AND account_id <> ${accountId}) AS alone`.execute(
      tx,
    )
    return returnedRow(rows).alone
  }

  const begin = async (tx: Tx, wall: MetWall): Promise<PauseRow | undefined> => {
    const { network, site, accountId, reason, retryAfterMs = null } = wall
    const restsAlone = (await isAlone(tx, wall)) ? accountId : null
    await sql`DELETE FROM ${table} WHERE ended_at < clock_timestamp() - ${KEPT}::interval`.execute(tx)
    const { rows } = await sql<PauseRow>`
      INSERT INTO ${table} (network, site, account_id, reason, since, failures, next_probe_at, met_by)
      VALUES (${network}, ${site}, ${restsAlone}, ${storableText(reason)}, clock_timestamp(), 1,
        ${inMs(pauseWaitMs(1, retryAfterMs))}, ${JSON.stringify([accountId])}::text::jsonb)
      ON CONFLICT DO NOTHING RETURNING *`.execute(tx)
    return rows[0]
  }

  const meet = async (wall: MetWall): Promise<{ pause: Pause; started: boolean }> => {
    for (;;) {
      const met = await transact(db, async (tx) => {
        const [all, own] = split(await concerning(tx, wall))
        if (all === undefined && own === undefined) {
          const begun = await begin(tx, wall)
          return begun && { pause: pauseFrom(begun), started: true }
        }
        const rested = own && (await lengthen(tx, own, wall))
        if (all === undefined) return rested && { pause: pauseFrom(rested), started: false }
        await addMet(tx, all, wall.accountId)
        // Whoever had asked before it began, or was not to ask, says nothing that is new.
        const isProbe = all.probing_account_id === wall.accountId
        return { pause: pauseFrom(isProbe ? await lengthen(tx, all, wall) : all), started: false }
      })
      // Another one has begun it in the same moment.
      if (met !== undefined) return met
    }
  }

  return {
    async list({ network = null }: { network?: string | null } = {}) {
      const { rows } = await sql<PauseRow>`
        SELECT * FROM ${table} WHERE ended_at IS NULL AND (${network}::text IS NULL OR network = ${network}::text)
        ORDER BY since, pause_id`.execute(brisk)
      return rows.map(pauseFrom)
    },
    look: async (place) =>
      (await isPaused(place)) ? await passing(place, false) : { kind: 'open', tell: false },
    pass: async (place) => ((await isPaused(place)) ? await passing(place, true) : await scouting(place)),
    meet,
    answered: (place) =>
      transact(db, async (tx) => {
        const { accountId } = place
        await noteAnswer(tx, place, sql`clock_timestamp()`)
        const { rows } = await sql<PauseRow>`
        UPDATE ${table} SET ended_at = clock_timestamp(), ended_by = ${accountId}, probing_account_id = NULL
        WHERE ${ofPlace(place)}
          AND (account_id = ${accountId} OR (account_id IS NULL AND probing_account_id = ${accountId}))
        RETURNING *`.execute(tx)
        return rows.map(pauseFrom)
      }),
    unanswered: (place) =>
      transact(db, async (tx) => {
        await noteAnswer(tx, place, NOT_ANSWERED)
        for (const row of await concerning(tx, place)) {
          if (row.probing_account_id === place.accountId) await lengthen(tx, row, row)
        }
      }),
  }
}

/** Whether another one has asked so lately that its answer may still come: a prober may have died. */
function isProbed(row: PauseRow, { accountId }: AskingPlace, now: Date): boolean {
  if (row.probing_account_id === null || row.probing_account_id === accountId) return false
  const { firstWaitMs, scoutMs } = PAUSE_POLICY
  return now.getTime() < row.next_probe_at.getTime() - firstWaitMs + scoutMs
}

/** The pause of all, and the account's own rest. */
function split(rows: readonly PauseRow[]): [all: PauseRow | undefined, own: PauseRow | undefined] {
  return [rows.find((row) => row.account_id === null), rows.find((row) => row.account_id !== null)]
}
