import {
  API_LIMITS,
  type AskableMetric,
  type Comparison,
  isAskableMetric,
  METRIC_REGISTRY,
  type MetricPage,
  metricNamed,
  type OperationName,
} from 'insights-transform'
import { CLIENT_NAMES } from '../operations.ts'
import type { PersistedQuery } from './incoming-request.ts'
import { asRecord } from './responses/json-record.ts'

/** What an operation is asked for, once all of it has been checked. */
export interface QueryArguments {
  /** The listings to answer for; all of the account's if the filter names none. */
  listingIds: readonly string[] | null
  page: MetricPage
  metric: AskableMetric
  /** `null` for the listing overview, which has no dates. */
  relativeDays: { start: number; end: number } | null
  comparison: Comparison | null
}

const PAGES: readonly MetricPage[] = [...new Set(METRIC_REGISTRY.map(({ page }) => page))]

/** Reads and checks the variables of a query. A text says why it is refused. */
export function queryArguments(operation: OperationName, query: PersistedQuery): QueryArguments | string {
  const request = asRecord(asRecord(query.variables)?.['request'])
  const args = asRecord(request?.['arguments'])
  if (request === null || args === null) return 'variables.request.arguments is missing'
  if (request['clientName'] !== CLIENT_NAMES[operation]) return 'Unknown clientName'
  if (request['useStubbedData'] !== false) return 'Stubbed data is not available'
  const metric = readMetric(operation, args)
  if (typeof metric === 'string') return metric
  if (operation === 'ListingsSectionQuery') {
    return { ...metric, listingIds: null, relativeDays: null, comparison: null }
  }
  const relativeDays = readRelativeDays(args)
  if (typeof relativeDays === 'string') return relativeDays
  const listingIds = readListingIds(args)
  if (typeof listingIds === 'string') return listingIds
  const comparison = operation === 'ChartQuery' ? (args['metricComparisonType'] ?? null) : null
  if (comparison !== null && comparison !== 'MARKET' && comparison !== 'YOY') {
    return 'Unknown metricComparisonType'
  }
  return { ...metric, listingIds, relativeDays, comparison }
}

function readMetric(
  operation: OperationName,
  args: Record<string, unknown>,
): Pick<QueryArguments, 'page' | 'metric'> | string {
  const page = PAGES.find((name) => name === args['metricType'])
  if (page === undefined) return 'Unknown metricType'
  const groupBys = args['groupBys']
  if (!Array.isArray(groupBys) || groupBys.length !== 1 || groupBys[0] !== 'RATING_CATEGORY') {
    return 'groupBys must be ["RATING_CATEGORY"]'
  }
  const values: unknown = args['groupByValues']
  if (!Array.isArray(values) || values.length !== 1) return 'groupByValues must hold one value'
  const metric: unknown = values[0]
  // The listing overview alone asks for a metric of another page: an occupancy rate under CONVERSION.
  const isOfPage = (name: string) => operation === 'ListingsSectionQuery' || metricNamed(name)?.page === page
  return isAskableMetric(metric) && isOfPage(metric) ? { page, metric } : 'Unknown groupByValue'
}

function readRelativeDays(args: Record<string, unknown>): { start: number; end: number } | string {
  const { relativeDsStart: start, relativeDsEnd: end } = args
  if (!isWholeNumber(start) || !isWholeNumber(end))
    return 'relativeDsStart and relativeDsEnd must be integers'
  // No refusal is on record: assumed, since nothing later was ever answered.
  if (end > API_LIMITS.newestDay) return `relativeDsEnd must not be above ${API_LIMITS.newestDay}`
  if (end < start) return 'relativeDsEnd is before relativeDsStart'
  return end - start + 1 < API_LIMITS.shortestChart ? 'A window needs more than one day' : { start, end }
}

function readListingIds(args: Record<string, unknown>): readonly string[] | null | string {
  const ids = asRecord(args['filters'])?.['listingIds']
  if (ids === undefined || ids === null) return null
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) return 'listingIds must be strings'
  return ids.length === 0 ? null : ids
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
