import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { databaseErrorCode } from '../database-error-code.ts'
import { withOwnLimits } from './own-transaction.ts'
import type { PoolSession } from './pool-session.ts'
import type { Pooling } from './pooling.ts'
import type { StorableCharacters } from './storable-characters.ts'
import { pastConflicts } from './transient-conflict.ts'
import { pgValueParsers } from './value-parsers.ts'

/** What kysely says before and after a transaction; what is in between is for the whole of it to try again. */
const BEGIN = /^(begin|start transaction)/i
const END = /^(commit|rollback)$/i
const RESUMED = /^(begin|start transaction|rollback to)/i

const TRANSACTION_ABORTED = '25P02'
/** A session that began while its database was set so stays read-only, whatever the database is set to since. */
const READ_ONLY = '25006'

/** A session of the pool as kysely uses it: from one `use` to the next `release`, again and again. */
export class SessionOfKysely implements PostgresPoolClient {
  readonly #queryMs: number
  readonly #pooling: Pooling
  readonly #storable: () => StorableCharacters | null
  #session: PoolSession | undefined
  #inTransaction = false
  #isReadOnly = false
  /** What made the server refuse all further statements of the transaction. */
  #aborted: unknown

  constructor(queryMs: number, pooling: Pooling, storable: () => StorableCharacters | null) {
    this.#queryMs = queryMs
    this.#pooling = pooling
    this.#storable = storable
  }

  use(session: PoolSession): void {
    this.#session = session
    this.#inTransaction = false
    this.#isReadOnly = false
    this.#aborted = undefined
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query(text: unknown, values: readonly unknown[] = []): unknown {
    return this.#ask(String(text), values)
  }

  release(destroy?: boolean): void {
    this.#session?.release(destroy === true || this.#isReadOnly)
  }

  #ask(text: string, values: readonly unknown[]): Promise<unknown> {
    const begins = BEGIN.test(text)
    if (begins) this.#inTransaction = true
    if (this.#inTransaction && RESUMED.test(text)) this.#aborted = undefined
    if (begins) return this.#askOnce(withOwnLimits(this.#pooling.beginning(text), text), values)
    if (END.test(text)) this.#inTransaction = false
    else if (!this.#inTransaction) return pastConflicts(() => this.#askOnce(text, values))
    return this.#askOnce(text, values)
  }

  async #askOnce(text: string, values: readonly unknown[]): Promise<unknown> {
    const session = this.#session
    if (session === undefined) throw new Error('a session of the pool was used before it was given')
    if (session.failure !== undefined) throw session.failure
    const characters = this.#storable()
    const answer = session.client.query({
      text: characters?.text(text) ?? text,
      values: characters?.values(values) ?? [...values],
      types: pgValueParsers,
    })
    try {
      return await session.answer(answer, this.#queryMs)
    } catch (error) {
      if (databaseErrorCode(error) === READ_ONLY) this.#isReadOnly = true
      if (databaseErrorCode(error) === TRANSACTION_ABORTED && this.#aborted !== undefined) throw this.#aborted
      if (this.#inTransaction) this.#aborted = error
      throw error
    }
  }
}
