import { metricUnit } from './metric-unit.ts'
import { performanceResponse } from './performance-response.ts'
import type { ListingRowShape, ListingsSectionShape, PerformanceResponseShape } from './response-shape.ts'

/** A listing as a test states it. */
export interface ListingInput {
  /** Decimal string; the real ones are above 2^53. */
  listingId: string
  /** The public title. @defaultValue `Listing {listingId}` */
  listingName?: string
  /** The host's own name for it. @defaultValue the public title */
  internalName?: string
  /** The occupancy rate shown beside it, a fraction; `null` is shown as `"-"`. @defaultValue null */
  occupancyRate?: number | null
  /** The occupancy rate's change. @defaultValue null */
  occupancyChange?: number | null
}

/** What a listing overview is built from. */
export interface ListingsResponseOptions {
  /** @defaultValue none: an account without listings */
  listings?: readonly ListingInput[]
  /** More than there are listings: the answer is incomplete. @defaultValue the number of listings */
  totalCount?: number
  traceId?: string
}

/** Builds a whole answer to `ListingsSectionQuery`. */
export function listingsResponse(
  options: ListingsResponseOptions = {},
): PerformanceResponseShape<ListingsSectionShape> {
  const rows = (options.listings ?? []).map(listingRow)
  const section: ListingsSectionShape = {
    __typename: 'porygonPPivotListingsSection',
    title: 'Listing overview',
    subtitle: 'How each of your listings is doing, and what changed since last month.',
    ratingSortBySelectors: [
      { __typename: 'porygonPRatingSortBySelector', label: 'Lowest', sortOrder: 'ASC', isActive: true },
      { __typename: 'porygonPRatingSortBySelector', label: 'Highest', sortOrder: 'DESC', isActive: false },
    ],
    tableHeaders: ['Listing name', 'Change', 'Rate'],
    tableRows: rows,
    totalCount: options.totalCount ?? rows.length,
    resultsCount: rows.length,
    componentName: 'PIVOT_LISTINGS_SECTION',
  }
  return performanceResponse([section], options.traceId)
}

function listingRow(input: ListingInput): ListingRowShape {
  const listingName = input.listingName ?? `Listing ${input.listingId}`
  const change = input.occupancyChange ?? null
  const unit = metricUnit({
    metric: 'occupancy_rate',
    value: input.occupancyRate ?? null,
    valueChange: change,
  })
  return {
    __typename: 'porygonPListingMetric',
    id: input.listingId,
    thumbnailUrl: `https://pictures.simulator.invalid/${input.listingId}.jpeg`,
    // The overview's metric units, unlike the charts', have no label, and no change type without a change.
    metricUnit: { ...unit, label: null, valueChangeType: change === null ? null : unit.valueChangeType },
    listingName,
    internalName: input.internalName ?? listingName,
    summary: 'Entire home',
  }
}
