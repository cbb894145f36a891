import type { Selectable } from 'kysely'
import type { PausesTable } from '../database.ts'

/** Nobody of a network asks a site, or one account does not, because something in between answers. */
export interface Pause {
  /** Which network, as the workers in it call it: all that ask from behind the same address. */
  network: string
  /** The site that is not asked, such as `https://www.airbnb.com`. */
  site: string
  /** The one account that rests; null where all of the network do. */
  accountId: string | null
  /** What stands in between, such as `bot_wall`; as the last answer showed it. */
  reason: string
  /** When it was met first. */
  since: Date
  /** How often it was met: the first time, and by each probe that failed. */
  failures: number
  /** From when on one request is let through to see whether it has lifted. */
  nextProbeAt: Date
}

export type PauseRow = Selectable<PausesTable>

export const pauseFrom = (row: PauseRow): Pause => ({
  network: row.network,
  site: row.site,
  accountId: row.account_id,
  reason: row.reason,
  since: row.since,
  failures: row.failures,
  nextProbeAt: row.next_probe_at,
})
