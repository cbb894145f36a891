import type { ListingNames, LostRows } from 'insights-store-timescale'
import {
  addDays,
  type CalendarDate,
  type DateWindow,
  MAX_LOOKAHEAD_WEEKS,
  METRIC_TABLE_NAMES,
  pollWindow,
} from 'insights-transform'
import { formatQuantity } from '../output/format.ts'
import type { SyncNote } from './sync-progress.ts'

/** All weeks that the API still serves whole on a scrape day, whatever a sync would ask for. */
function servedWeeks(scrapeDay: CalendarDate): DateWindow {
  return pollWindow({ scrapeDay, lookbackWeeks: 52, lookaheadWeeks: MAX_LOOKAHEAD_WEEKS })
}

/** A window that also reaches over the lost weeks that are still served: an answer's rows take the place of lost ones. */
export function windowOverLost(
  window: DateWindow,
  lost: readonly LostRows[],
  scrapeDay: CalendarDate,
): DateWindow {
  const served = servedWeeks(scrapeDay)
  let { start, end } = window
  for (const { weekStart } of lost) {
    if (weekStart === null || weekStart < served.start || weekStart > served.end) continue
    if (weekStart < start) start = weekStart
    if (weekStart > end) end = addDays(weekStart, 6)
  }
  return { start, end }
}

/** Those of the lost rows that no planned listing asks for again: only a backup has them. */
export function beyondReach(
  lost: readonly LostRows[],
  planned: readonly { readonly listing: ListingNames; readonly window: DateWindow }[],
): LostRows[] {
  const windows = new Map(planned.map(({ listing, window }) => [listing.listingId, window]))
  return lost.filter(({ listingId, weekStart }) => {
    const window = windows.get(listingId)
    if (window === undefined) return true
    return weekStart !== null && (weekStart < window.start || weekStart > window.end)
  })
}

/** Which rows are lost, in words: of how many listings, which nights, from which tables. */
export function lostRowsText(lost: readonly LostRows[]): string {
  const listings = new Set(lost.map(({ listingId }) => listingId)).size
  const tables = METRIC_TABLE_NAMES.filter((table) => lost.some((rows) => rows.tables.includes(table)))
  const weeks = lost.flatMap(({ weekStart }) => (weekStart === null ? [] : [weekStart])).toSorted()
  const [first] = weeks
  const last = weeks.at(-1)
  const nights =
    first === undefined || last === undefined ? '' : `, nights from ${first} to ${addDays(last, 6)}`
  return `${formatQuantity(listings, 'listing')}${nights} (${tables.join(', ')})`
}

/** What a run notes of lost rows; null where nothing is lost. */
export function lostRowsNote(lost: readonly LostRows[], forGood: readonly LostRows[]): SyncNote | null {
  if (lost.length === 0) return null
  const again =
    forGood.length === lost.length
      ? 'Airbnb does not serve them any more: only a backup has them.'
      : forGood.length === 0
        ? 'Airbnb still serves these nights: they are asked again.'
        : `What Airbnb still serves is asked again; only a backup has those of ${lostRowsText(forGood)}.`
  return {
    code: 'rows_lost',
    message: `Rows that were stored are not in the database any more: ${lostRowsText(lost)}. ${again}`,
  }
}
