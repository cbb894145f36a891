import { OPERATION_NAMES } from 'insights-transform'
import { CLIENT_NAMES, DEFAULT_OPERATIONS } from '../operations.ts'
import { CHART, LIST_OF_METRICS, LISTINGS } from '../response-specs.ts'

/** A part of an answer, told by the key that it hangs at, or by what it holds. */
export type PartKind =
  | 'answer'
  | 'data'
  | 'porygon'
  | 'components'
  | 'section'
  | 'chart section'
  | 'list of metrics section'
  | 'listings section'
  | 'series'
  | 'point'
  | 'metric unit'
  | 'value'
  | 'comparison'
  | 'sorting'
  | 'listing'
  | 'link'
  | 'empty state'
  | 'extensions'
  | 'error'
  | 'other'

/** The kind of what hangs at a key. */
export const PART_AT: ReadonlyMap<string, PartKind> = new Map<string, PartKind>([
  ['data', 'data'],
  ['porygon', 'porygon'],
  ['getPerformanceComponents', 'components'],
  ['components', 'section'],
  ['metricLineCharts', 'series'],
  ['dataPoints', 'point'],
  ['minPoint', 'point'],
  ['maxPoint', 'point'],
  ['primaryMetric', 'metric unit'],
  ['secondaryMetrics', 'metric unit'],
  ['metrics', 'metric unit'],
  ['metricUnit', 'metric unit'],
  ['value', 'value'],
  ['valueChange', 'value'],
  ['comparisonTypeSelectors', 'comparison'],
  ['ratingSortBySelectors', 'sorting'],
  ['tableRows', 'listing'],
  ['link', 'link'],
  ['emptyState', 'empty state'],
  ['extensions', 'extensions'],
  ['errors', 'error'],
])

/** The section that a component is, by the key that makes it one. */
export const SECTIONS = [
  { ...named(CHART), kind: 'chart section', componentName: 'PIVOT_CHART_SECTION' },
  { ...named(LIST_OF_METRICS), kind: 'list of metrics section', componentName: 'LIST_OF_METRICS_SECTION' },
  { ...named(LISTINGS), kind: 'listings section', componentName: 'PIVOT_LISTINGS_SECTION' },
] as const

function named({ sectionType, sectionKey }: { readonly sectionType: string; readonly sectionKey: string }) {
  return { sectionType, sectionKey }
}

const TYPE = '__typename'

/**
 * The keys that each part was seen with, whether this version reads them or not. Of parts that are not listed, nothing
 * is known, and no key of theirs is told by itself.
 */
export const KNOWN_KEYS: Readonly<Partial<Record<PartKind, ReadonlySet<string>>>> = {
  answer: new Set(['data', 'extensions', 'errors']),
  data: new Set(['porygon']),
  porygon: new Set([TYPE, 'getPerformanceComponents']),
  components: new Set([TYPE, 'components']),
  'chart section': new Set([
    TYPE,
    'componentName',
    'title',
    'subtitle',
    'comparisonTypeSelectors',
    'metricLineCharts',
    'description',
    'link',
    'primaryMetric',
    'secondaryMetrics',
    'minPoint',
    'maxPoint',
    'emptyState',
  ]),
  'list of metrics section': new Set([TYPE, 'componentName', 'metrics']),
  'listings section': new Set([
    TYPE,
    'componentName',
    'title',
    'subtitle',
    'ratingSortBySelectors',
    'tableHeaders',
    'tableRows',
    'totalCount',
    'resultsCount',
  ]),
  series: new Set([TYPE, 'label', 'granularity', 'dataPoints']),
  point: new Set([TYPE, 'ds', 'value', 'valueType', 'valueString', 'label']),
  'metric unit': new Set([
    TYPE,
    'metricName',
    'value',
    'valueType',
    'valueString',
    'valueChange',
    'valueChangeType',
    'valueChangeString',
    'currency',
    'label',
  ]),
  comparison: new Set([TYPE, 'label', 'type', 'isActive']),
  sorting: new Set([TYPE, 'label', 'sortOrder', 'isActive']),
  listing: new Set([TYPE, 'id', 'thumbnailUrl', 'metricUnit', 'listingName', 'internalName', 'summary']),
  link: new Set([TYPE, 'url', 'label']),
  'empty state': new Set([TYPE, 'actionUrl', 'message']),
  extensions: new Set(['traceId']),
}

/** The types that were seen, beside those of sections and of values. */
export const KNOWN_TYPES: ReadonlySet<string> = new Set([
  'porygonQuery',
  'porygonGetPerformanceComponentsResponse',
  'porygonPComparisonTypeSelector',
  'porygonPRatingSortBySelector',
  'porygonPMetricLineChart',
  'porygonPDataPoint',
  'porygonPMetricUnit',
  'porygonPListingMetric',
  'porygonPLink',
  'porygonPEmptyState',
])

/** The wrappers of values that were seen: type, key, and what lies in them. */
export const KNOWN_WRAPPERS: readonly (readonly [type: string, key: string, holds: string])[] = [
  ['porygonDoubleWrapper', 'doubleValue', 'a number'],
  ['porygonLongWrapper', 'longValue', 'a whole number as text'],
]

/** The granularities of charts that were seen. */
export const KNOWN_GRANULARITIES: ReadonlySet<string> = new Set(['DAY', 'WEEK', 'MONTH'])
/** The comparisons that were seen. */
export const KNOWN_COMPARISONS: ReadonlySet<string> = new Set(['MARKET', 'YOY'])
/** What values were said to be. */
export const KNOWN_VALUE_TYPES: ReadonlySet<string> = new Set(['NUMBER', 'PERCENTAGE'])
/** What questions were seen to be grouped by. */
export const KNOWN_GROUPINGS: ReadonlySet<string> = new Set(['RATING_CATEGORY'])
/** How many series a chart was seen with. */
export const KNOWN_SERIES: ReadonlySet<number> = new Set([0, 2])

/** The arguments that questions were seen with. */
export const KNOWN_ARGUMENTS: ReadonlySet<string> = new Set([
  'relativeDsStart',
  'relativeDsEnd',
  'filters',
  'metricType',
  'groupBys',
  'groupByValues',
  'metricComparisonType',
])
/** What questions were seen to be filtered by. */
export const KNOWN_FILTERS: ReadonlySet<string> = new Set(['listingIds'])

/** What this version knows of an operation: its hashes and the name that its requests carry. */
export function knownOperation(name: string): { hashes: readonly string[]; clientName: string } | undefined {
  const known = OPERATION_NAMES.find((one) => one === name)
  return known && { hashes: DEFAULT_OPERATIONS[known], clientName: CLIENT_NAMES[known] }
}
