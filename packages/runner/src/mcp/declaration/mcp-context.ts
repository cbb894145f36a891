import type { Store } from 'insights-store-timescale'
import type { CalendarDate, Logger } from 'insights-transform'
import type { SqlReader } from '../sql/sql-reader.ts'

/** What the tools are made from, in a command of its own as well as in the service. */
export interface McpContext {
  /** Lends an open, migrated store for as long as the work takes. */
  readonly withStore: <Result>(work: (store: Store) => Promise<Result>) => Promise<Result>
  /** Answers queries of callers. */
  readonly sql: SqlReader
  /** Takes known secrets out of a text. */
  readonly hide: (text: string) => string
  /**
   * What an error of the store means to the caller and what to do next, one line without a secret; undefined for one that
   * nobody foresaw.
   */
  readonly explain: (error: unknown) => Promise<string | undefined>
  /** The UTC day that it is. */
  readonly today: () => CalendarDate
  readonly logger: Logger
  /** Of this package. */
  readonly version: string
}
