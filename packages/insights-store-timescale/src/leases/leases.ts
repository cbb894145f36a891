import { performance } from 'node:perf_hooks'
import { type NotNull, sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import { databaseErrorCode } from '../database-error-code.ts'
import { AccountNotFoundError, InvalidStoreOptionError, type LeaseLostError } from '../errors.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type LeaseToken, lossOf } from './fence.ts'
import { keepRenewing } from './lease-renewal.ts'

/** How long a lease lasts, and how often it is renewed, where nobody asks for anything else. */
export const LEASE_CLOCK = { ttlMs: 15_000, renewMs: 5_000 } as const

/** An account held: nobody else can commit rows of it. */
export interface Lease extends LeaseToken, AsyncDisposable {
  readonly busy: false
  readonly holder: string
  /**
   * Aborted with a `LeaseLostError` when the lease is lost, or the account is removed. Releasing does not
   * abort it.
   */
  readonly signal: AbortSignal
  /**
   * Gives the account back at once; does nothing when called again, or when the lease is lost. It never
   * rejects: where the database cannot be reached, the lease runs out by itself.
   */
  release(): Promise<void>
}

/** The account is held by somebody else. */
export interface BusyLease {
  readonly busy: true
  readonly accountId: string
  readonly holder: string
  /** When it falls free unless renewed, by the database's clock. */
  readonly expiresAt: Date
}

/** Who holds an account. */
export interface CurrentLease extends LeaseToken {
  readonly holder: string
  readonly acquiredAt: Date
  readonly renewedAt: Date
  /** By the database's clock. */
  readonly expiresAt: Date
}

/** How to take a lease. */
export interface AcquireOptions {
  /** Who asks: host, process and the like, so that another can be told. */
  holder: string
  /**
   * For how many milliseconds the lease outlives its last renewal, by the database's clock.
   *
   * @defaultValue 15000
   */
  ttlMs?: number
  /**
   * After how many milliseconds it is renewed, on an unreferenced timer of its own. Less than `ttlMs`.
   *
   * @defaultValue 5000
   */
  renewMs?: number
}

/** Leases on accounts, so that each is synced by one at a time. */
export interface Leases {
  /**
   * Takes the account, or says who has it. An expired lease is taken over; the token only ever grows.
   *
   * @throws {@link AccountNotFoundError} for an account that is not there, or was removed.
   * @throws {@link InvalidStoreOptionError} for `renewMs` not less than `ttlMs`.
   */
  acquire(accountId: string, options: AcquireOptions): Promise<Lease | BusyLease>
  /** Who holds the account now; undefined where nobody does. */
  current(accountId: string): Promise<CurrentLease | undefined>
}

/** How long an acquirer waits for a commit of the present holder before it calls the account busy. */
const LOCK_WAIT = '1s'
const LOCK_NOT_AVAILABLE = '55P03'

/** When a lease runs out that is renewed now. */
const expiresIn = (ttlMs: number) => sql`clock_timestamp() + ${ttlMs}::float8 * interval '1 millisecond'`

export const createLeases = (context: StoreContext): Leases => {
  const { db, brisk, schema, logger } = context
  const table = tableIn(schema, 'account_leases')

  /** The new token; undefined where somebody holds the account; 'committing' where they are just writing. */
  const take = (
    accountId: string,
    holder: string,
    ttlMs: number,
  ): Promise<number | undefined | 'committing'> =>
    transact(db, async (tx) => {
      await sql`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`.execute(tx)
      // The times are taken again in the update: it may have waited for a commit of the last holder.
      const { rows } = await sql<{ token: string }>`
          INSERT INTO ${table} AS held (account_id, holder, token, acquired_at, renewed_at, expires_at)
          SELECT account_id, ${holder}, 1, clock_timestamp(), clock_timestamp(), ${expiresIn(ttlMs)}
          FROM ${tableIn(schema, 'accounts')} WHERE account_id = ${accountId} AND deleted_at IS NULL
          ON CONFLICT (account_id) DO UPDATE SET
            holder = excluded.holder, token = held.token + 1,
            acquired_at = clock_timestamp(), renewed_at = clock_timestamp(), expires_at = ${expiresIn(ttlMs)}
          WHERE held.expires_at <= clock_timestamp()
          RETURNING token`.execute(tx)
      const [row] = rows
      return row && Number(row.token)
    }).catch((error: unknown) => {
      if (databaseErrorCode(error) === LOCK_NOT_AVAILABLE) return 'committing' as const
      throw error
    })

  const read = async (accountId: string): Promise<(CurrentLease & { expired: boolean }) | undefined> => {
    const row = await db
      .selectFrom('account_leases')
      .selectAll()
      .$narrowType<{ holder: NotNull; acquired_at: NotNull; renewed_at: NotNull; expires_at: NotNull }>()
      .select(sql<boolean>`expires_at <= clock_timestamp()`.as('expired'))
      .where('account_id', '=', accountId)
      .executeTakeFirst()
    return (
      row && {
        accountId,
        holder: row.holder,
        token: Number(row.token),
        acquiredAt: row.acquired_at,
        renewedAt: row.renewed_at,
        expiresAt: row.expires_at,
        expired: row.expired,
      }
    )
  }

  const current = async (accountId: string): Promise<CurrentLease | undefined> => {
    const found = await read(accountId)
    if (!found || found.expired) return undefined
    const { expired: _, ...lease } = found
    return lease
  }

  const hold = (lease: LeaseToken, options: Required<AcquireOptions>, heldSince: number): Lease => {
    const own = sql`account_id = ${lease.accountId} AND token = ${lease.token}`
    const renew = async (): Promise<LeaseLostError | undefined> => {
      const { rows } = await sql`
        UPDATE ${table} SET renewed_at = clock_timestamp(), expires_at = ${expiresIn(options.ttlMs)}
        WHERE ${own} AND expires_at > clock_timestamp() AND EXISTS (
          SELECT FROM ${tableIn(schema, 'accounts')}
          WHERE account_id = ${lease.accountId} AND deleted_at IS NULL)
        RETURNING 1`.execute(brisk)
      return rows.length > 0 ? undefined : lossOf(brisk, context, lease)
    }
    const renewal = keepRenewing({ lease, ...options, renew, heldSince, logger })
    let released: Promise<void> | undefined
    const giveBack = async (): Promise<void> => {
      renewal.stop()
      try {
        // The row stays: the next token has to be greater than this one.
        await sql`
          UPDATE ${table} SET expires_at = clock_timestamp()
          WHERE ${own} AND expires_at > clock_timestamp()`.execute(brisk)
      } catch {
        logger.warn('A lease could not be released; it runs out by itself.', { accountId: lease.accountId })
      }
    }
    const release = (): Promise<void> => {
      released ??= giveBack()
      return released
    }
    return {
      busy: false,
      ...lease,
      holder: options.holder,
      signal: renewal.signal,
      release,
      [Symbol.asyncDispose]: release,
    }
  }

  const acquire = async (
    accountId: string,
    { holder, ttlMs = LEASE_CLOCK.ttlMs, renewMs = LEASE_CLOCK.renewMs }: AcquireOptions,
  ): Promise<Lease | BusyLease> => {
    if (!(renewMs > 0 && renewMs < ttlMs)) {
      throw new InvalidStoreOptionError(
        'renewMs',
        `renewMs must be more than 0 and less than ttlMs (${ttlMs}).`,
      )
    }
    while (true) {
      const sentAt = performance.now()
      const token = await take(accountId, holder, ttlMs)
      if (typeof token === 'number') return hold({ accountId, token }, { holder, ttlMs, renewMs }, sentAt)
      const other = await read(accountId)
      if (other && (token === 'committing' || !other.expired)) {
        return { busy: true, accountId, holder: other.holder, expiresAt: other.expiresAt }
      }
      const account = await db
        .selectFrom('accounts')
        .select('account_id')
        .where('account_id', '=', accountId)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      // Otherwise the lease ran out between the two looks.
      if (!account) throw new AccountNotFoundError(accountId)
    }
  }

  return { acquire, current }
}
