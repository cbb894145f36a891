import type { Dialect } from 'kysely'
import type { Driver, ServerInfo } from '../store-context.ts'

/** An open connection of either kind, before the schema comes in. */
export interface StoreConnection {
  kind: ServerInfo['kind']
  /** For kysely, with so much time for each statement where a server is at the other end. */
  dialect(queryMs: number): Dialect
  handle: Driver
  /** Where this is, for messages: no credentials in it. */
  address: string
  /** Says which characters the database lacks, see {@link ServerInfo}: from then on they are sent as question marks. */
  useEncoding(lossyEncoding: string | null): void
  /** Frees what the connection holds; a given pool or PGlite stays open. Called after kysely's own end. */
  close(): Promise<void>
}
