import type { FunnelWeek, MarketGapWeek } from 'insights-store-timescale'
import { addDays, type CalendarDate } from 'insights-transform'

/** A week's numbers beside those of the week before, of an account or a listing. */
export interface WeekOfNumbers {
  readonly funnel: FunnelWeek | undefined
  readonly funnelBefore: FunnelWeek | undefined
  readonly gap: MarketGapWeek | undefined
}

/** Picks a week and the one before it; nothing of a week that is not known. */
export function weekOfNumbers(
  { funnel, gap }: { readonly funnel: readonly FunnelWeek[]; readonly gap: readonly MarketGapWeek[] },
  week: CalendarDate | null,
): WeekOfNumbers {
  const before = week === null ? null : addDays(week, -7)
  return {
    funnel: funnel.find((one) => one.week === week),
    funnelBefore: funnel.find((one) => one.week === before),
    gap: gap.find((one) => one.week === week),
  }
}
