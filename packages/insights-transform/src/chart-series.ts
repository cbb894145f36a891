import type { Comparison } from './answers.ts'
import type { DriftReport } from './drift.ts'
import type { ChartSection } from './sections.ts'

/** Whose numbers a series of a chart holds: the listing's own, similar listings', or its own of another time. */
export type Series = 'your' | 'similar' | 'overTime'

/** The comparison that was asked for, and the listing, for drift. */
interface SeriesQuestion {
  readonly listingId: string
  readonly comparison: Comparison | null
}

const ENGLISH_SIMILAR = 'Similar listings'

/**
 * Names the series of a chart, by position: the first is the listing's own, the second what it is compared with.
 * A series that has no name here is undefined. Labels are translated, so that they only ever contradict.
 */
export function chartSeries(
  section: ChartSection,
  { listingId, comparison }: SeriesQuestion,
  report: DriftReport,
): (Series | undefined)[] {
  const charts = section.metricLineCharts
  if (charts.length === 0) return []
  const active = section.comparisonTypeSelectors?.find((selector) => selector.isActive === true)

  const ownLabel = charts[0]?.label
  if (ownLabel && (ownLabel === active?.label || (charts.length > 1 && ownLabel === ENGLISH_SIMILAR))) {
    report('label', listingId, ownLabel, `the first series, the listing's own, is labelled "${ownLabel}"`)
  }
  if (charts.length === 1) return ['your']

  const type = active?.type ?? comparison
  if (active?.type && comparison && active.type !== comparison) {
    report('series', listingId, active.type, `${comparison} was asked for and ${active.type} came back`)
  }
  if (type === null) {
    const message = 'the answer does not name its comparison: the second series counts as similar listings'
    report('series', listingId, 'unnamed comparison', message)
  }
  const second = secondSeries(type)
  if (second === undefined) {
    report('series', listingId, type ?? '', `the comparison ${type ?? ''} is unknown: its series is left out`)
  }
  if (charts.length > 2) {
    const name = `${String(charts.length)} series`
    report('series', listingId, name, `a chart has ${name}, of which the first two are read`)
  }
  return ['your', second]
}

function secondSeries(comparison: string | null): Series | undefined {
  if (comparison === 'YOY') return 'overTime'
  return comparison === 'MARKET' || comparison === null ? 'similar' : undefined
}
