// The thread in which queries run on a copy of the embedded database: it can be ended at any time, which the database
// itself, in the one thread that it runs in, cannot.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { messageOf } from '../../output/message-of.ts'
import { type GuardedAnswer, guardedQuery, type QueryLimits } from './guarded-query.ts'

/** A query, for the thread. */
export interface ThreadQuestion {
  readonly statement: string
  readonly limits: QueryLimits
}

/** What the thread says of it. */
export type ThreadAnswer = GuardedAnswer | { readonly error: string }

/** PostgreSQL's DATE and BIGINT, as text: what JavaScript makes of them is not what they were. */
const AS_TEXT = { 1082: (text: string) => text, 20: (text: string) => text }

const pglite = PGlite.create({ dataDir: String(workerData) })
const port = parentPort

port?.on('message', (question: ThreadQuestion) => {
  void answerTo(question).then((answer) => port.postMessage(answer))
})

async function answerTo({ statement, limits }: ThreadQuestion): Promise<ThreadAnswer> {
  try {
    const database = await pglite
    let answer: GuardedAnswer | undefined
    await database.transaction(async (tx) => {
      const ask = async (text: string, values: readonly unknown[] = []) =>
        (await tx.query<Record<string, unknown>>(text, [...values], { parsers: AS_TEXT })).rows
      answer = await guardedQuery(ask, statement, limits)
      await tx.rollback()
    })
    return answer ?? { error: 'There is no answer.' }
  } catch (error) {
    return { error: messageOf(error) }
  }
}
