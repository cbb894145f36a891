import type { NightAhead } from 'insights-store-timescale'

/** What it is told from which nights are taken: of some from the one, of others from the other, where it is `both`. */
export type TakenFrom = NightAhead['takenFrom'] | 'both'

/** What it is told from which of some nights are taken. */
export function takenFrom(nights: readonly Pick<NightAhead, 'takenFrom'>[]): TakenFrom {
  const occupancy = nights.filter((night) => night.takenFrom === 'occupancy_rate').length
  if (occupancy === 0) return 'page_views'
  return occupancy === nights.length ? 'occupancy_rate' : 'both'
}
