import type { InsightsDatabase, Store } from 'insights-store-timescale'
import { CompiledQuery, type Transaction } from 'kysely'
import { type Ask, type GuardedAnswer, guardedQuery, type QueryLimits } from './guarded-query.ts'

/** Thrown to end a transaction in which there is nothing to keep. */
class Ended extends Error {}

/** Runs a caller's query on a database server, which ends it by itself where it takes too long. */
export async function queryServer(
  store: Store,
  statement: string,
  limits: QueryLimits,
): Promise<GuardedAnswer> {
  let answer: GuardedAnswer | undefined
  try {
    await store.db.transaction().execute(async (tx) => {
      answer = await guardedQuery(askIn(tx), statement, limits)
      throw new Ended()
    })
  } catch (error) {
    if (!(error instanceof Ended) || answer === undefined) throw error
  }
  if (answer === undefined) throw new Error('a transaction ended without an answer')
  return answer
}

function askIn(tx: Transaction<InsightsDatabase>): Ask {
  return async (text, values = []) => {
    const { rows } = await tx.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, [...values]))
    return rows
  }
}
