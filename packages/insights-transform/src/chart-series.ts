import type { ChartQuestion } from './answers.ts'
import { apiName } from './api-name.ts'
import type { DriftKind, DriftReport } from './drift.ts'
import type { ChartSection } from './sections.ts'

/**
 * Whose numbers a chart compares a listing's own with: those of similar listings, its own of another time, or as the
 * API calls a comparison that is not known here.
 */
export type ComparedSeries = 'similar' | 'overTime' | (string & {})

/** Whose numbers a series of a chart holds: the listing's own, or those that they are compared with. */
export type Series = 'your' | ComparedSeries

const ENGLISH_SIMILAR = 'Similar listings'

/**
 * Whose numbers the second series of a chart holds, after the comparison that the answer names, or else the one that
 * was asked for. The first series is the listing's own. Labels are translated, so that they only ever contradict.
 */
export function comparedSeries(
  { metricLineCharts: charts, comparisonTypeSelectors }: ChartSection,
  { listingId, comparison }: ChartQuestion,
  report: DriftReport,
): ComparedSeries {
  const active = comparisonTypeSelectors?.find((selector) => selector.isActive === true)
  const type = active?.type ?? comparison
  const compared = seriesOf(type)
  const drift = (kind: DriftKind, name: string, message: string): void =>
    report(kind, listingId, name, message)

  const [own] = charts
  const isCompared = charts.length > 1
  if (own?.label && (own.label === active?.label || (isCompared && own.label === ENGLISH_SIMILAR))) {
    const label = apiName(own.label)
    drift('label', label, `the first series, the listing's own, is labelled "${label}"`)
  }
  if (!isCompared) {
    if (own !== undefined && own.dataPoints.length > 0) {
      drift('missing', 'second series', "a chart has the listing's own series, and none to compare it with")
    }
    return compared
  }
  if (active?.type && comparison && active.type !== comparison) {
    const name = apiName(active.type)
    drift('series', name, `${comparison} was asked for and ${name} came back`)
  }
  if (type === null) {
    const message = 'the answer does not name its comparison: the second series counts as similar listings'
    drift('series', 'unnamed comparison', message)
  } else if (type !== 'MARKET' && type !== 'YOY') {
    const name = apiName(type)
    drift('series', name, `the comparison ${name} is unknown: metric_points has its series as ${compared}`)
  }
  if (charts.length > 2) {
    const name = `${String(charts.length)} series`
    drift('series', name, `a chart has ${name}: metric_points has those after the second by their place`)
  }
  return compared
}

/** What a chart's series after the second is called: nothing but its place is known of it. */
export const seriesAt = (index: number): Series => `series ${String(index + 1)}`

/** Names that series have here already. */
const TAKEN = /^(?:your|similar|overTime|series \d+)$/

function seriesOf(comparison: string | null): ComparedSeries {
  if (comparison === 'YOY') return 'overTime'
  if (comparison === 'MARKET' || comparison === null) return 'similar'
  const name = apiName(comparison)
  return TAKEN.test(name) ? seriesAt(1) : name
}
