import { type GroupByValue, METRIC_CATALOGUE, type MetricType } from '../metric-catalogue.ts'
import { CLIENT_NAMES, type OperationName } from '../operations.ts'
import type { PersistedQuery } from './incoming-request.ts'
import { asRecord } from './json-record.ts'
import type { Comparison } from './window-metrics.ts'

/** `relativeDsEnd` above this is refused. */
export const LATEST_RELATIVE_DAY = 182 + 3

/** What an operation is asked for, once all of it has been checked. */
export interface QueryArguments {
  /** The listings to answer for, as one aggregate; all of the account's if the filter names none. */
  listingIds: readonly string[] | null
  metricType: MetricType
  groupByValue: GroupByValue
  /** `null` for the listing overview, which has no dates. */
  relativeDays: { start: number; end: number } | null
  comparison: Comparison | null
}

const METRIC_TYPES: readonly MetricType[] = ['CONVERSION', 'OCCUPANCY', 'QUALITY']

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
): Pick<QueryArguments, 'metricType' | 'groupByValue'> | string {
  const metricType = METRIC_TYPES.find((type) => type === args['metricType'])
  if (metricType === undefined) return 'Unknown metricType'
  const groupBys = args['groupBys']
  if (!Array.isArray(groupBys) || groupBys.length !== 1 || groupBys[0] !== 'RATING_CATEGORY') {
    return 'groupBys must be ["RATING_CATEGORY"]'
  }
  const values: unknown = args['groupByValues']
  if (!Array.isArray(values) || values.length !== 1) return 'groupByValues must hold one value'
  // The listing overview alone asks for a value of another type: an occupancy rate under CONVERSION.
  const allowed: readonly GroupByValue[] =
    operation === 'ListingsSectionQuery'
      ? Object.values(METRIC_CATALOGUE).flat()
      : METRIC_CATALOGUE[metricType]
  const groupByValue = allowed.find((value) => value === values[0])
  return groupByValue === undefined ? 'Unknown groupByValue' : { metricType, groupByValue }
}

function readRelativeDays(args: Record<string, unknown>): { start: number; end: number } | string {
  const { relativeDsStart: start, relativeDsEnd: end } = args
  if (!isWholeNumber(start) || !isWholeNumber(end))
    return 'relativeDsStart and relativeDsEnd must be integers'
  if (end > LATEST_RELATIVE_DAY) return `relativeDsEnd must not be above ${LATEST_RELATIVE_DAY}`
  if (end < start) return 'relativeDsEnd is before relativeDsStart'
  return end === start ? 'A window needs more than one day' : { start, end }
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
