import type { PGlite as EmbeddedDatabase } from 'kysely'

/**
 * Where a pool's sessions go, for a library that opens its own there; at run time also whatever else they are opened with.
 * Holds the password.
 */
export interface PoolAddress {
  readonly connectionString?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly database?: string | undefined
  readonly user?: string | undefined
  /** Or what gives it, each time a session is opened. */
  readonly password?: string | (() => string | Promise<string>) | undefined
  readonly ssl?: unknown
  /** Settings that each session begins with, as in `-c statement_timeout=7s`. */
  readonly options?: string | undefined
}

/** What the store shows of its `pg.Pool`. Described here, so that nobody needs the types of `pg`. */
export interface PoolHandle {
  /** Runs one statement. */
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
  readonly options: PoolAddress & { readonly max?: number | undefined }
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
