import type { Span } from '@opentelemetry/api'
import type { CalendarDate, DateWindow } from 'insights-transform'
import { sql, type Transaction } from 'kysely'
import { storableIn } from '../connection/storable-characters.ts'
import type { InsightsDatabase } from '../database.ts'
import { makeChunksAhead } from '../hypertables/chunks-ahead.ts'
import { fencedTransaction } from '../leases/fenced-transaction.ts'
import type { ListingNames } from '../listings/listing.ts'
import { recordListings } from '../listings/record-listings.ts'
import { recordWeeks, weeksStored } from '../listings/record-weeks.ts'
import { givenTables, type MetricRows } from '../metrics/metric-rows.ts'
import { upsertRows } from '../metrics/upsert.ts'
import type { UpsertCounts } from '../metrics/upsert-counts.ts'
import type { HeldRun } from '../runs/running-run.ts'
import { renewSession } from '../sessions/record-session.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { recordOutcome } from './record-outcome.ts'

/** All that one listing's sync gave. */
export interface ListingCommit extends HeldRun {
  /** The `time` of the rows, and where the listing's cursor moves. */
  scrapeDay: CalendarDate
  /** Which listing, by its names of this scrape day. */
  listing: ListingNames
  /** The nights that were asked for, first and last. */
  window: DateWindow
  /** The server's base day as the listing's answers told it; null where it has no dated night. */
  baseDay: CalendarDate | null
  /** Its rows of each table, as `insightRows` gives them. */
  rows: MetricRows
  /**
   * Whether rows of the listing were found missing: then each reading is written, also one that says what is known.
   *
   * @defaultValue false
   */
  rowsLost?: boolean
  /** Requests made for this listing in this attempt. */
  requests: number
  /** The run's requests so far, if they are to be told along. @defaultValue what the run has recorded */
  requestsDone?: number
  /**
   * The cookie as Airbnb has rotated it: stored if the credentials are still those of `ifVersion`.
   *
   * @defaultValue what is stored stays
   */
  credentials?: { cookie: string; ifVersion: number }
}

/**
 * Commits a listing: its rows, its cursor, what that vouches for, its entry and the counts of the run, and a rotated
 * cookie, all in one transaction that holds the account's lease row; or nothing of it.
 */
export const commitListing = async (context: StoreContext, commit: ListingCommit): Promise<UpsertCounts> => {
  const { schema, keyring, server } = context
  const { lease, scrapeDay, listing, rows, credentials, rowsLost = false, ...rest } = commit
  const { accountId } = lease
  const weeks = weeksStored(listing.listingId, commit.window, rows, storableIn(server.lossyEncoding))
  const along = [
    sql`seen AS (${recordListings(schema, { accountId, scrapeDay, syncedDay: scrapeDay }, [listing])})`,
    sql`vouched AS (${recordWeeks(schema, { accountId, listingId: listing.listingId, scrapeDay }, weeks)})`,
  ]
  if (credentials) {
    along.push(sql`rotated AS (
      UPDATE ${tableIn(schema, 'accounts')}
      SET airbnb_cookie = ${keyring.seal(accountId, credentials.cookie)}, updated_at = now()
      WHERE account_id = ${accountId} AND credential_version = ${credentials.ifVersion}::bigint
      RETURNING account_id)`)
    along.push(sql`renewed AS (${renewSession(schema, 'rotated')})`)
  }
  const write = async (tx: Transaction<InsightsDatabase>, span: Span): Promise<UpsertCounts> => {
    const counts = await upsertRows(tx, context, { accountId, scrapeDay, rowsLost }, rows)
    span.setAttributes({
      'airbnb_insights.rows.inserted': counts.inserted,
      'airbnb_insights.rows.updated': counts.updated,
      'airbnb_insights.rows.unchanged': counts.unchanged,
    })
    await recordOutcome(tx, schema, { ...rest, lease, listing, status: 'succeeded', rows: counts }, along)
    return counts
  }
  const traced = {
    name: 'commit listing',
    attributes: { 'airbnb_insights.run.id': rest.runId, 'airbnb_insights.listing.id': listing.listingId },
  }
  return fencedTransaction(context, lease, traced, write, () =>
    makeChunksAhead(
      context,
      accountId,
      scrapeDay,
      givenTables(rows).map(({ table }) => table),
    ),
  )
}
