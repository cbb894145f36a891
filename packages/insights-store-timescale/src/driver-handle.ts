import type { PGlite as EmbeddedDatabase } from 'kysely'

/** What the store shows of its `pg.Pool`. Described here, so that nobody needs the types of `pg`. */
export interface PoolHandle {
  /** Runs one statement. */
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
  /** Also whatever else sessions are opened with: another pool made with the same opens the same. */
  readonly options: { readonly connectionString?: string | undefined; readonly max?: number | undefined }
  /** Open connections. */
  readonly totalCount: number
  /** Those of them that nobody uses. */
  readonly idleCount: number
  /** Callers that wait for one. */
  readonly waitingCount: number
}

/** What the store shows of its `PGlite`. Described here, so that nobody needs the types of an optional package. */
export interface PGliteHandle extends Pick<EmbeddedDatabase, 'query'> {
  /** Runs several statements. */
  exec(query: string): Promise<{ rows: unknown[] }[]>
}

/** The driver beneath: at run time the `pg.Pool` or `PGlite` itself. */
export type DriverHandle =
  | {
      readonly kind: 'server'
      readonly pool: PoolHandle
      /** For how many milliseconds the store waits for the answer to a usual statement. */
      readonly queryTimeoutMs: number
    }
  | { readonly kind: 'embedded'; readonly pglite: PGliteHandle }
