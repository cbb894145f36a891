import { type DriftOptions, driftReport } from './drift.ts'
import type { ListingsSection } from './sections.ts'
import { type MetricValue, unwrapValue } from './wrapped-value.ts'

/** A listing of the account, with the metric that the listing table shows beside it. */
export interface FlatListing {
  /** A decimal string above 2^53. */
  readonly listingId: string
  /** The public title. Titles are not unique, and change with the locale. */
  readonly listingName: string | null
  /** The host's own name. */
  readonly internalName: string | null
  readonly thumbnailUrl: string | null
  readonly metric: string | null
  readonly value: MetricValue
  readonly valueString: string | null
}

/**
 * The listings of a `ListingsSectionQuery` answer, in its order, each once; none where there is no section. Whether
 * all came back shows in the section's `totalCount` and `resultsCount`, not here.
 */
export function flattenListings(section: ListingsSection | null, options: DriftOptions = {}): FlatListing[] {
  const report = driftReport(options)
  const listings = new Map<string, FlatListing>()
  for (const row of section?.tableRows ?? []) {
    const { id: listingId, metricUnit: unit } = row
    if (listings.has(listingId)) {
      const message = `the listing ${listingId} came back more than once`
      report('listing', listingId, listingId, message)
      continue
    }
    listings.set(listingId, {
      listingId,
      listingName: row.listingName ?? null,
      internalName: row.internalName ?? null,
      thumbnailUrl: row.thumbnailUrl ?? null,
      metric: unit?.metricName ?? null,
      value: unwrapValue(unit?.value, unit?.valueString, listingId, report),
      valueString: unit?.valueString ?? null,
    })
  }
  return [...listings.values()]
}
