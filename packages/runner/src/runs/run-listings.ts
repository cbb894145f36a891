import type { RunListing } from 'insights-store-timescale'
import { formatCount } from '../output/format.ts'
import type { Column } from '../output/table.ts'

/** What is the same for all listings, or absent from all, takes no column. */
export function listingColumns(listings: readonly RunListing[]): readonly Column<RunListing>[] {
  const failed = listings.some(({ error }) => error !== null)
  return [
    { heading: 'Listing', text: ({ listingId }) => listingId },
    { heading: 'Name', text: ({ internalName, listingName }) => internalName ?? listingName, shrinks: true },
    { heading: 'Status', text: ({ status }) => status, tone: ({ status }) => LISTING_TONES[status] },
    ...(commonWindow(listings) === undefined ? [WINDOW_COLUMN] : []),
    { heading: 'Requests', text: ({ requests }) => formatCount(requests), align: 'right' },
    {
      heading: 'New/chg/same',
      text: ({ rows }) =>
        [rows.inserted, rows.updated, rows.unchanged].map((count) => formatCount(count)).join('/'),
      align: 'right',
    },
    ...(failed ? [ERROR_COLUMN] : []),
  ]
}

const LISTING_TONES = { succeeded: 'good', failed: 'bad', pending: 'quiet' } as const

const WINDOW_COLUMN: Column<RunListing> = {
  heading: 'Window',
  text: ({ window }) => window && windowText(window),
}

const ERROR_COLUMN: Column<RunListing> = {
  heading: 'Error',
  text: ({ error }) => error?.code,
  shrinks: true,
}

/** The window that all listings were asked for, or undefined where they differ. */
export function commonWindow(listings: readonly RunListing[]): string | undefined {
  const windows = new Set(listings.map(({ window }) => window && windowText(window)))
  const [only] = windows
  return windows.size === 1 ? (only ?? undefined) : undefined
}

function windowText({ start, end }: NonNullable<RunListing['window']>): string {
  return `${start} … ${end}`
}
