import type { Dialect } from 'kysely'
import type { Driver, ServerInfo } from '../store-context.ts'
import type { PoolerMode } from './pooling.ts'

/** An open connection of either kind, before the schema comes in. */
export interface StoreConnection {
  kind: ServerInfo['kind']
  /** For kysely, with so much time for each statement where a server is at the other end. */
  dialect(queryMs: number): Dialect
  handle: Driver
  /** Where this is, for messages: no credentials in it. */
  address: string
  /**
   * Looks for a pooler before the server, before anything else is asked.
   *
   * @throws UnsupportedDatabaseError for one that lets no transaction through.
   */
  findPooler(): Promise<PoolerMode>
  /** Says which characters the database lacks, see {@link ServerInfo}: from then on they are sent as question marks. */
  useEncoding(lossyEncoding: string | null): void
  /** Frees what the connection holds; a given pool or PGlite stays open. Called after kysely's own end. */
  close(): Promise<void>
  /**
   * Of an embedded database in a folder: closes it here and gives its files to whoever opens them otherwise, itself or a
   * copy of theirs, which others may go on writing beside.
   *
   * @throws EmbeddedDatabaseBusyError where another process has the files, and they themselves are wanted.
   */
  handOver?(what: 'files' | 'copy'): Promise<DataFiles>
}

/** The files of an embedded database that nobody has open. */
export interface DataFiles {
  /** PGlite's own directory. */
  readonly directory: string
  /** Gives them back, or removes the copy; once they are closed. */
  release(): Promise<void>
}
