import type { Store } from 'insights-store-timescale'
import { READS_AT_ONCE } from './account-report.ts'
import { type ListingReport, type ListingRows, listingRows } from './listing-report.ts'
import type { ReportPeriod } from './report-period.ts'

/** A listing with its rows. */
interface ReadListing {
  readonly listing: ListingReport
  readonly rows: ListingRows
}

/** Reads the rows of some listings, in their order, the next few while the last are drawn. */
export async function* readAhead(
  store: Store,
  accountId: string,
  listings: readonly ListingReport[],
  period: ReportPeriod,
): AsyncGenerator<ReadListing> {
  const readFrom = (first: number): Promise<ReadListing[]> => {
    const few = listings.slice(first, first + READS_AT_ONCE).map(async (listing) => ({
      listing,
      rows: await listingRows(store, accountId, listing.listingId, period),
    }))
    const all = Promise.all(few)
    // Nobody hears of it where drawing ends before.
    all.catch(() => undefined)
    return all
  }
  let next = readFrom(0)
  for (let first = 0; first < listings.length; first += READS_AT_ONCE) {
    const read = await next
    next = readFrom(first + READS_AT_ONCE)
    yield* read
  }
}
