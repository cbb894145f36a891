import type { PoolClient } from 'pg'

/** A session of the pool for what kysely cannot say. */
export interface PoolSession {
  readonly client: PoolClient
  /**
   * The statement that begins a transaction: `BEGIN` with what is given, and what the session was set to, where a pooler
   * lets no setting outlast a transaction.
   */
  beginning(how?: string): string
  /** An answer in this session, waited for so long. @throws DatabaseTimeoutError, and the session is given up. */
  answer<Answer>(answer: Promise<Answer>, withinMs: number): Promise<Answer>
  /** Gives it back; one that has broken, or is to be destroyed, is ended. Harmless when called again. */
  release(destroy?: boolean): void
  /** Why it has broken; undefined where it has not. */
  readonly failure: Error | undefined
}
