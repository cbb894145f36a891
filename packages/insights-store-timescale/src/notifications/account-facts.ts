import type { CalendarDate } from 'insights-transform'
import { addDays } from 'insights-transform'
import { sql } from 'kysely'
import type { CredentialStatus } from '../accounts/account.ts'
import { type Run, type RunRow, runFrom } from '../runs/run.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** A listing that failed on each of its last three scrape days. */
export interface FailingListing {
  listingId: string
  listingName: string | null
  internalName: string | null
  /** The first of those days. */
  since: CalendarDate
  /** The newest failure: a stable code, and a sentence. */
  error: { code: string; message: string } | null
}

/** A listing that an account did not have on its first scrape day. */
export interface NewListing {
  listingId: string
  listingName: string | null
  internalName: string | null
  firstSeenOn: CalendarDate
}

/** What is known of an account, for whoever decides what a human has to be told. */
export interface AccountFacts {
  accountId: string
  /** As its owner calls it; null for one without a name. */
  name: string | null
  isActive: boolean
  credentialStatus: CredentialStatus
  /** When `credentialStatus` was found out; null since the credentials were set. */
  credentialCheckedAt: Date | null
  createdAt: Date
  /** When somebody last set the credentials; null for one of an adopted database. */
  cookieSetAt: Date | null
  /** When a listing of it was last stored by a run; null where none ever was. */
  lastStoredAt: Date | null
  /** The newest run; null where there is none. */
  run: Run | null
  /** Listings that failed on each of the last three scrape days that had them, within two weeks. */
  failing: FailingListing[]
  /** Listings that were seen first within the last days, of an account that had others before. */
  newListings: NewListing[]
}

/** Which facts to read. */
export interface FactsQuery {
  /** The current UTC day. */
  today: CalendarDate
  /** Only those of this account. @defaultValue those of all */
  accountId?: string | undefined
}

/** So far back it is looked for scrape days of a listing. */
const FAILING_WITHIN_DAYS = 14
/** On so many of them in a row it has failed. */
const FAILING_DAYS = 3
/** So long a listing is new. */
const NEW_FOR_DAYS = 3

/** Facts of all accounts that are not removed, by id. */
export const readAccountFacts = async (
  context: StoreContext,
  { today, accountId }: FactsQuery,
): Promise<AccountFacts[]> => {
  const { db, schema } = context
  const only = (column: string) =>
    accountId === undefined ? sql`TRUE` : sql`${sql.ref(column)} = ${accountId}`
  const { rows } = await sql<AccountRow>`
    SELECT account.account_id, account.name, account.is_active, account.credential_status,
      account.credential_checked_at, account.created_at, account.cookie_set_at, account.last_sync_at,
      stored.at AS last_stored_at
    FROM ${tableIn(schema, 'accounts')} AS account
    LEFT JOIN LATERAL (
      SELECT coalesce(run.finished_at, run.started_at, run.created_at) AS at
      FROM ${tableIn(schema, 'sync_runs')} AS run
      WHERE run.account_id = account.account_id AND run.listings_succeeded > 0
      ORDER BY run.created_at DESC LIMIT 1) AS stored ON TRUE
    WHERE account.deleted_at IS NULL AND ${only('account.account_id')}
    ORDER BY account.account_id`.execute(db)
  const { rows: runs } = await sql<RunRow>`
    SELECT run.* FROM ${tableIn(schema, 'accounts')} AS account
    CROSS JOIN LATERAL (
      SELECT * FROM ${tableIn(schema, 'sync_runs')} AS run WHERE run.account_id = account.account_id
      ORDER BY run.created_at DESC, run.run_id DESC LIMIT 1) AS run
    WHERE account.deleted_at IS NULL AND ${only('account.account_id')}`.execute(db)
  const newest = new Map(runs.map((run) => [run.account_id, runFrom(run)]))
  const failing = Map.groupBy(await failingListings(context, today), ({ account_id }) => account_id)
  const added = Map.groupBy(await newListings(context, today), ({ account_id }) => account_id)
  return rows.map((row) => ({
    accountId: row.account_id,
    name: row.name,
    isActive: row.is_active,
    credentialStatus: row.credential_status,
    credentialCheckedAt: row.credential_checked_at,
    createdAt: row.created_at,
    cookieSetAt: row.cookie_set_at,
    lastStoredAt: latestOf(row.last_stored_at, row.last_sync_at),
    run: newest.get(row.account_id) ?? null,
    failing: (failing.get(row.account_id) ?? []).map((listing) => ({
      ...namesOf(listing),
      since: listing.since,
      error:
        listing.error_code === null
          ? null
          : { code: listing.error_code, message: listing.error_message ?? '' },
    })),
    newListings: (added.get(row.account_id) ?? []).map((listing) => ({
      ...namesOf(listing),
      firstSeenOn: listing.first_seen_on,
    })),
  }))
}

interface AccountRow {
  account_id: string
  name: string | null
  is_active: boolean
  credential_status: CredentialStatus
  credential_checked_at: Date | null
  created_at: Date
  cookie_set_at: Date | null
  last_sync_at: Date | null
  last_stored_at: Date | null
}

interface ListingRow {
  account_id: string
  airbnb_listing_id: string
  listing_name: string | null
  airbnb_internal_name: string | null
}

const namesOf = (row: ListingRow) => ({
  listingId: row.airbnb_listing_id,
  listingName: row.listing_name,
  internalName: row.airbnb_internal_name,
})

const latestOf = (one: Date | null, other: Date | null): Date | null => {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}

/** The newest entry of a scrape day is what became of the listing on it. Only who has failed lately is looked at. */
const failingListings = async ({ db, schema }: StoreContext, today: CalendarDate) => {
  const runs = tableIn(schema, 'sync_runs')
  const entries = tableIn(schema, 'sync_run_listings')
  const from = addDays(today, 1 - FAILING_WITHIN_DAYS)
  const { rows } = await sql<
    ListingRow & { since: CalendarDate; error_code: string | null; error_message: string | null }
  >`
    WITH suspects AS (
      SELECT DISTINCT run.account_id, entry.airbnb_listing_id
      FROM ${runs} AS run JOIN ${entries} AS entry USING (run_id)
      WHERE run.scrape_day >= ${from}::date AND run.listings_failed > 0 AND entry.status = 'failed'),
    days AS (
      SELECT DISTINCT ON (run.account_id, entry.airbnb_listing_id, run.scrape_day)
        run.account_id, entry.airbnb_listing_id, run.scrape_day, entry.status, entry.listing_name,
        entry.airbnb_internal_name, entry.error_code, entry.error_message
      FROM suspects
      JOIN ${runs} AS run ON run.account_id = suspects.account_id
      JOIN ${entries} AS entry ON entry.run_id = run.run_id AND entry.airbnb_listing_id = suspects.airbnb_listing_id
      WHERE run.scrape_day >= ${from}::date AND entry.status <> 'pending'
      ORDER BY run.account_id, entry.airbnb_listing_id, run.scrape_day, run.created_at DESC),
    numbered AS (
      SELECT *, row_number() OVER (PARTITION BY account_id, airbnb_listing_id ORDER BY scrape_day DESC) AS place
      FROM days)
    SELECT account_id, airbnb_listing_id, min(scrape_day) AS since,
      min(listing_name) FILTER (WHERE place = 1) AS listing_name,
      min(airbnb_internal_name) FILTER (WHERE place = 1) AS airbnb_internal_name,
      min(error_code) FILTER (WHERE place = 1) AS error_code,
      min(error_message) FILTER (WHERE place = 1) AS error_message
    FROM numbered WHERE place <= ${FAILING_DAYS}::int
    GROUP BY account_id, airbnb_listing_id
    HAVING count(*) = ${FAILING_DAYS}::int AND bool_and(status = 'failed')
    ORDER BY account_id, airbnb_listing_id`.execute(db)
  return rows
}

/** What is there from an account's first day on is not new. */
const newListings = async ({ db, schema }: StoreContext, today: CalendarDate) => {
  const listings = tableIn(schema, 'listings')
  const { rows } = await sql<ListingRow & { first_seen_on: CalendarDate }>`
    SELECT account_id, airbnb_listing_id, listing_name, airbnb_internal_name, first_seen_on
    FROM ${listings} AS listing
    WHERE first_seen_on > ${addDays(today, -NEW_FOR_DAYS)}::date AND first_seen_on <= ${today}::date
      AND EXISTS (
        SELECT FROM ${listings} AS other WHERE other.account_id = listing.account_id
          AND other.first_seen_on < listing.first_seen_on)
    ORDER BY account_id, airbnb_listing_id`.execute(db)
  return rows
}
