// The schemas again, by hand: zod takes longer over a small answer than JSON.parse does, and these a tenth of that.
// They decide; zod names what is wrong. A property test holds the two together.
import { type ChartSection, isCalendarDate, type ListOfMetricsSection, metricNamed } from 'insights-transform'
import { isJsonObject } from '../json-object.ts'
import type { ChartResponse } from './chart-response.ts'
import type { ListOfMetricsResponse } from './list-of-metrics-response.ts'
import type { ListingsResponse } from './listings-response.ts'
import type { PerformanceResponse } from './performance-response.ts'

/** Whether a value fits `chartResponseSchema`. */
export function fitsChartResponse(json: unknown): json is ChartResponse {
  return fitsResponse(json, fitsChartSection)
}

/** Whether a value fits `longChartResponseSchema`. */
export function fitsLongChartResponse(json: unknown): json is PerformanceResponse<ChartSection> {
  return fitsResponse(json, fitsLongChartSection)
}

/** Whether a value fits `chartResponseSchema` in all that columns hold: a metric of its window that has none may be anything. */
export function fitsChartWithOthers(json: unknown): json is PerformanceResponse<ChartSection> {
  return fitsResponse(json, (section) => fitsChart(section, fitsLineChart, fitsUnitOrOther))
}

/** Whether a value fits `listOfMetricsResponseSchema` in all that columns hold. */
export function fitsListWithOthers(json: unknown): json is PerformanceResponse<ListOfMetricsSection> {
  return fitsResponse(json, (section) => fitsList(section, fitsUnitOrOther))
}

/** Whether a value fits `listOfMetricsResponseSchema`. */
export function fitsListOfMetricsResponse(json: unknown): json is ListOfMetricsResponse {
  return fitsResponse(json, fitsListOfMetricsSection)
}

/** Whether a value fits `longListOfMetricsResponseSchema`. */
export function fitsLongListOfMetricsResponse(
  json: unknown,
): json is PerformanceResponse<ListOfMetricsSection> {
  return fitsResponse(json, fitsLongListOfMetricsSection)
}

/** Whether a value fits `listingsResponseSchema`. */
export function fitsListingsResponse(json: unknown): json is ListingsResponse {
  return fitsResponse(json, fitsListingsSection)
}

type Fits = (value: unknown) => boolean

function fitsResponse(json: unknown, fitsSection: Fits): boolean {
  if (!isJsonObject(json) || !isJsonObject(json['data'])) return false
  const { extensions } = json
  if (!isAbsent(extensions) && !(isJsonObject(extensions) && isTextOrAbsent(extensions['traceId'])))
    return false
  const { porygon } = json['data']
  if (!isJsonObject(porygon) || !isJsonObject(porygon['getPerformanceComponents'])) return false
  return isListOf(porygon['getPerformanceComponents']['components'], fitsSection)
}

function fitsSectionNames(section: Record<string, unknown>): boolean {
  return isTextOrAbsent(section['__typename']) && isTextOrAbsent(section['componentName'])
}

function fitsChartSection(section: unknown): boolean {
  return fitsChart(section, fitsLineChart, fitsMetricUnit)
}

function fitsLongChartSection(section: unknown): boolean {
  return fitsChart(section, fitsLongLineChart, fitsLongMetricUnit)
}

function fitsChart(section: unknown, fitsSeries: Fits, fitsUnit: Fits): boolean {
  if (!isJsonObject(section)) return false
  const { comparisonTypeSelectors, metricLineCharts, primaryMetric, secondaryMetrics } = section
  return (
    fitsSectionNames(section) &&
    isTextOrAbsent(section['title']) &&
    (isAbsent(comparisonTypeSelectors) || isListOf(comparisonTypeSelectors, fitsComparisonTypeSelector)) &&
    isListOf(metricLineCharts, fitsSeries) &&
    (isAbsent(primaryMetric) || fitsUnit(primaryMetric)) &&
    (isAbsent(secondaryMetrics) || isListOf(secondaryMetrics, fitsUnit))
  )
}

function fitsListOfMetricsSection(section: unknown): boolean {
  return fitsList(section, fitsMetricUnit)
}

function fitsLongListOfMetricsSection(section: unknown): boolean {
  return fitsList(section, fitsLongMetricUnit)
}

function fitsList(section: unknown, fitsUnit: Fits): boolean {
  return isJsonObject(section) && fitsSectionNames(section) && isListOf(section['metrics'], fitsUnit)
}

function fitsListingsSection(section: unknown): boolean {
  return (
    isJsonObject(section) &&
    fitsSectionNames(section) &&
    Number.isSafeInteger(section['totalCount']) &&
    Number.isSafeInteger(section['resultsCount']) &&
    isListOf(section['tableRows'], fitsListingRow)
  )
}

function fitsListingRow(row: unknown): boolean {
  return (
    isJsonObject(row) &&
    typeof row['id'] === 'string' &&
    isDigits(row['id'], 0) &&
    isTextOrNull(row['listingName']) &&
    isTextOrNull(row['internalName']) &&
    isTextOrAbsent(row['thumbnailUrl']) &&
    (isAbsent(row['metricUnit']) || fitsMetricUnit(row['metricUnit']))
  )
}

function fitsComparisonTypeSelector(selector: unknown): boolean {
  if (!isJsonObject(selector)) return false
  const { type, label, isActive } = selector
  return (
    isTextOrAbsent(type) && isTextOrAbsent(label) && (isAbsent(isActive) || typeof isActive === 'boolean')
  )
}

function fitsLineChart(chart: unknown): boolean {
  return isSeriesOf(chart, fitsDataPoint)
}

function fitsLongLineChart(chart: unknown): boolean {
  return isSeriesOf(chart, fitsLongDataPoint)
}

function isSeriesOf(chart: unknown, fitsPoint: Fits): boolean {
  return (
    isJsonObject(chart) &&
    isTextOrAbsent(chart['label']) &&
    typeof chart['granularity'] === 'string' &&
    isListOf(chart['dataPoints'], fitsPoint)
  )
}

function fitsDataPoint(point: unknown): boolean {
  return fitsLongDataPoint(point) && (point['value'] === null || fitsValueWrapper(point['value']))
}

function fitsLongDataPoint(point: unknown): point is Record<string, unknown> {
  return (
    isJsonObject(point) &&
    isCalendarDate(point['ds']) &&
    point['value'] !== undefined &&
    isTextOrAbsent(point['valueType']) &&
    isTextOrNull(point['valueString']) &&
    isTextOrAbsent(point['label'])
  )
}

function fitsMetricUnit(metric: unknown): boolean {
  return (
    fitsLongMetricUnit(metric) &&
    (metric['value'] === null || fitsValueWrapper(metric['value'])) &&
    (isAbsent(metric['valueChange']) || fitsValueWrapper(metric['valueChange']))
  )
}

function fitsUnitOrOther(metric: unknown): boolean {
  if (fitsMetricUnit(metric)) return true
  return fitsLongMetricUnit(metric) && metricNamed(String(metric['metricName']))?.byWindow !== true
}

function fitsLongMetricUnit(metric: unknown): metric is Record<string, unknown> {
  return (
    isJsonObject(metric) &&
    typeof metric['metricName'] === 'string' &&
    metric['value'] !== undefined &&
    isTextOrAbsent(metric['valueType']) &&
    isTextOrNull(metric['valueString']) &&
    isTextOrAbsent(metric['valueChangeType']) &&
    isTextOrAbsent(metric['valueChangeString']) &&
    isTextOrAbsent(metric['currency']) &&
    isTextOrAbsent(metric['label'])
  )
}

function fitsValueWrapper(wrapper: unknown): boolean {
  if (!isJsonObject(wrapper)) return false
  const { doubleValue, longValue, booleanValue } = wrapper
  return (
    isTextOrAbsent(wrapper['__typename']) &&
    (isAbsent(doubleValue) || Number.isFinite(doubleValue)) &&
    (isAbsent(longValue) || isInteger(longValue)) &&
    isTextOrAbsent(wrapper['stringValue']) &&
    (isAbsent(booleanValue) || typeof booleanValue === 'boolean')
  )
}

function isListOf(value: unknown, fits: Fits): boolean {
  if (!Array.isArray(value)) return false
  for (const item of value as unknown[]) if (!fits(item)) return false
  return true
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

function isTextOrNull(value: unknown): boolean {
  return typeof value === 'string' || value === null
}

function isTextOrAbsent(value: unknown): boolean {
  return typeof value === 'string' || value === null || value === undefined
}

function isInteger(value: unknown): boolean {
  return typeof value === 'string' && isDigits(value, value.startsWith('-') ? 1 : 0)
}

/** Whether there are digits, and only digits, from an index on. */
function isDigits(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) if (!isDigit(text.charCodeAt(at))) return false
  return text.length > from
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
