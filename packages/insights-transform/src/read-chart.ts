import type { ChartAnswer, ChartQuestion } from './answers.ts'
import { apiName } from './api-name.ts'
import { type ComparedSeries, comparedSeries, type Series, seriesAt } from './chart-series.ts'
import type { DriftReport } from './drift.ts'
import { groupBy } from './group-by.ts'
import { METRICS } from './metric-registry.ts'
import type { DataPoint, LineChart, MetricUnit } from './sections.ts'
import { unwrapValue } from './wrapped-value.ts'

/** A series of a chart that has points, and whose they are. */
interface NamedSeries {
  readonly series: Series
  readonly granularity: string
  readonly dataPoints: readonly DataPoint[]
}

/** What a chart's answer holds, each part under its name. */
interface ChartReading {
  readonly named: readonly NamedSeries[]
  readonly primary: MetricUnit | null
  readonly secondary: readonly MetricUnit[]
  readonly comparedWith: ComparedSeries | null
}

const NOTHING: ChartReading = { named: [], primary: null, secondary: [], comparedWith: null }

/** Reads a chart's answer. Tells of what such an answer always had and this one has not. */
export function readChart({ request, section }: ChartAnswer, report: DriftReport): ChartReading {
  if (section === null) return NOTHING
  const comparedWith = comparedSeries(section, request, report)
  const named: NamedSeries[] = []
  const name = (series: Series, { granularity, dataPoints }: LineChart): void => {
    if (dataPoints.length > 0) named.push({ series, granularity: apiName(granularity), dataPoints })
  }
  for (const [place, chart] of section.metricLineCharts.entries()) {
    name(place === 0 ? 'your' : place === 1 ? comparedWith : seriesAt(place), chart)
  }

  const primary = section.primaryMetric ?? null
  const reading = { named, primary, secondary: section.secondaryMetrics ?? [], comparedWith }
  reportMissing(reading, request, report)
  reportTwice(reading, request, report)
  return reading
}

/** Tells of a metric that a window has twice: the later counts. */
function reportTwice(
  { primary, secondary }: ChartReading,
  { listingId, metric }: ChartQuestion,
  report: DriftReport,
): void {
  for (let place = 0; place < secondary.length; place++) {
    const { metricName } = secondary[place]!
    const isFirst =
      primary?.metricName !== metricName &&
      secondary.findIndex((unit) => unit.metricName === metricName) === place
    if (isFirst) continue
    const name = apiName(metricName)
    report('metric', listingId, `${name} twice`, `the chart of ${metric} has ${name} twice: the later counts`)
  }
}

/** The metrics of the window that an answer was always seen to hold, by the metric that was asked for. */
const HELD = groupBy(
  METRICS.filter(({ byWindow }) => byWindow),
  ({ name, carriedBy }) => carriedBy ?? name,
)

/** Tells of nights without their window's metrics, and of a window's numbers without its nights. */
function reportMissing(
  { named, primary, secondary }: ChartReading,
  { listingId, metric }: ChartQuestion,
  report: DriftReport,
): void {
  const units = primary ? [primary, ...secondary] : secondary
  if (named.length === 0) {
    if (units.some(({ value, valueString }) => unwrapValue(value, valueString, listingId, report) !== null)) {
      const message = `the chart of ${metric} has its window's numbers, but no nights`
      report('missing', listingId, metric, message)
    }
    return
  }
  let place = 0
  for (const { name } of HELD.get(metric) ?? []) {
    // They mostly stand in the registry's order, and a look is cheaper than a search.
    if (units[place++]?.metricName === name || units.some(({ metricName }) => metricName === name)) continue
    const message = `the chart of ${metric} has nights, but its window has no ${name}`
    report('missing', listingId, name, message)
  }
}
