import type { Mover, Movers } from 'insights-store-timescale'
import { addDays, type CalendarDate, sundayOf } from 'insights-transform'
import type { ListingReport } from './listing-report.ts'
import { newestDay } from './newest-day.ts'
import { type ReportWeek, tellsConversion } from './report-week.ts'

const METRICS: readonly Mover['metric'][] = ['impressions', 'pageViews', 'conversion']
const SHOWN = 5

/** What changed most: what `store.analysis.movers` tells, out of the numbers that the report has read already. */
export function moversOf(listings: readonly ListingReport[], today: CalendarDate): Movers {
  const pairs = listings.flatMap((listing) => behindPairs(listing, sundayOf(today)))
  const week = newestDay(pairs.map((pair) => pair.week))
  const steps = listings.flatMap(({ pace }) => pace)
  const since = newestDay(steps.map((step) => step.since))
  const ahead = steps.flatMap((step): Mover[] => {
    const { listingId, start, before, now } = step
    if (listingId === null || before.own === null || now.own === null) return []
    if (start < today || step.since !== since) return []
    return [{ metric: 'pageViews', listingId, week: start, before: before.own, after: now.own }]
  })
  return {
    behind: {
      week,
      movers: METRICS.flatMap((metric) =>
        most(pairs.filter((pair) => pair.week === week && pair.metric === metric)),
      ),
    },
    ahead: { since, movers: most(ahead) },
  }
}

/** A listing's weeks before a Sunday that were read after their end, each beside the one before it. */
function behindPairs({ listingId, weeks }: ListingReport, sunday: CalendarDate): Mover[] {
  const whole = weeks.filter(({ unfinished }) => !unfinished)
  const known = new Map(whole.map((week) => [week.week, week]))
  return whole
    .filter(({ week }) => week < sunday)
    .flatMap((later) => {
      const earlier = known.get(addDays(later.week, -7))
      return METRICS.flatMap((metric) => {
        const [before, after] = [numberOf(earlier, metric), numberOf(later, metric)]
        return before === null || after === null ? [] : { metric, listingId, week: later.week, before, after }
      })
    })
}

function numberOf(week: ReportWeek | undefined, metric: Mover['metric']): number | null {
  if (week === undefined) return null
  return metric === 'conversion' && !tellsConversion(week) ? null : week[metric]
}

/** Those first that changed most, up as well as down. */
function most(movers: readonly Mover[]): Mover[] {
  return movers
    .filter((mover) => change(mover) > 0)
    .sort((one, other) => change(other) - change(one))
    .slice(0, SHOWN)
}

function change({ before, after }: Mover): number {
  return Math.abs(after - before)
}
