import {
  type AskableMetric,
  type Comparison,
  isAskableMetric,
  type MetricPage,
  metricNamed,
  type OperationName,
} from 'insights-transform'
import { refuseArgument } from './errors.ts'
import { CLIENT_NAMES, DEFAULT_OPERATIONS, hashesOf, type OperationHashes } from './operations.ts'

/** What the API itself is asked about a window: in days from a base day that only the server knows. */
export interface RelativeListOfMetricsQuestion {
  /** One listing for totals, or several for averages over them. Decimal strings, never numbers. */
  readonly listingId: string | readonly string[]
  readonly metric: AskableMetric
  /** The first night, counted from the server's base day, itself included. */
  readonly relativeDsStart: number
  /** The last night, counted from the base day, itself included. */
  readonly relativeDsEnd: number
}

/** What a `ChartQuery` is asked, in days from the server's base day. */
export interface RelativeChartQuestion extends RelativeListOfMetricsQuestion {
  /**
   * The second series: `'MARKET'` for similar listings, `'YOY'` for what the page calls "Over time".
   *
   * @defaultValue `null`: not said; there is a second series all the same
   */
  readonly comparison?: Comparison | null | undefined
}

/** What goes into a request beside the question. */
export interface RequestContext {
  /**
   * Language of titles and labels.
   *
   * @defaultValue `'en'`
   */
  readonly locale?: string
  /**
   * ISO 4217 code of the currency for money values.
   *
   * @defaultValue `'USD'`
   */
  readonly currency?: string
  /**
   * Hashes of persisted queries; of several, the first is used.
   *
   * @defaultValue {@link DEFAULT_OPERATIONS}
   */
  readonly operations?: OperationHashes
}

/** The JSON body of a request, the same shape for all operations. */
export interface PersistedQueryBody {
  readonly operationName: OperationName
  readonly locale: string
  readonly currency: string
  readonly variables: {
    readonly request: {
      readonly clientName: string
      readonly arguments: Readonly<Record<string, unknown>>
      readonly useStubbedData: false
    }
  }
  readonly extensions: { readonly persistedQuery: { readonly version: 1; readonly sha256Hash: string } }
}

/** The body that asks for all listings of the account. It carries no dates and no filter. */
export function buildListingsRequest(context: RequestContext = {}): PersistedQueryBody {
  return build('ListingsSectionQuery', context, {
    metricType: 'CONVERSION',
    groupBys: ['RATING_CATEGORY'],
    groupByValues: ['occupancy_rate'],
  })
}

/**
 * The body that asks for a chart. Up to 28 nights come back one by one, more may come back by the week or month.
 *
 * @throws {@link InvalidArgumentError} for an id that is no decimal string, an unknown metric, days that are no
 *   integers or out of order, and a window of one day, which the API refuses
 */
export function buildChartRequest(
  question: RelativeChartQuestion,
  context: RequestContext = {},
): PersistedQueryBody {
  const query = metricsArguments(question)
  const comparison = question.comparison ?? null
  return build(
    'ChartQuery',
    context,
    comparison === null ? query : { ...query, metricComparisonType: comparison },
  )
}

/**
 * The body that asks for a list of metrics over a window. Its answer carries no date: a window computed from a wrong
 * base day is another week's numbers, and nothing looks wrong.
 *
 * @throws {@link InvalidArgumentError} as {@link buildChartRequest}
 */
export function buildListOfMetricsRequest(
  question: RelativeListOfMetricsQuestion,
  context: RequestContext = {},
): PersistedQueryBody {
  return build('ListOfMetricsQuery', context, metricsArguments(question))
}

/** The page that a metric belongs to, which a request names. */
export function pageOf(metric: string): MetricPage {
  return metricNamed(metric)?.page ?? 'CONVERSION'
}

function build(
  operationName: OperationName,
  context: RequestContext,
  query: Readonly<Record<string, unknown>>,
): PersistedQueryBody {
  return {
    operationName,
    locale: context.locale ?? 'en',
    currency: context.currency ?? 'USD',
    variables: {
      request: { clientName: CLIENT_NAMES[operationName], arguments: query, useStubbedData: false },
    },
    extensions: { persistedQuery: { version: 1, sha256Hash: firstHash(operationName, context) } },
  }
}

function firstHash(operation: OperationName, { operations = {} }: RequestContext): string {
  return hashesOf(operations[operation])[0] ?? DEFAULT_OPERATIONS[operation][0] ?? ''
}

function metricsArguments(question: RelativeListOfMetricsQuestion): Record<string, unknown> {
  return {
    ...relativeDays(question),
    filters: { listingIds: listingIds(question.listingId) },
    metricType: pageOf(checkMetric(question.metric)),
    groupBys: ['RATING_CATEGORY'],
    groupByValues: [question.metric],
  }
}

/** @throws {@link InvalidArgumentError} for a name that no request may ask for */
export function checkMetric(metric: unknown): AskableMetric {
  if (isAskableMetric(metric)) return metric
  const carriedBy = typeof metric === 'string' ? metricNamed(metric)?.carriedBy : undefined
  const advice =
    carriedBy === undefined
      ? 'METRIC_REGISTRY of insights-transform lists them'
      : `it comes along with ${carriedBy}`
  return refuseArgument('metric', `metric ${JSON.stringify(metric)} cannot be asked for: ${advice}`)
}

/** @throws {@link InvalidArgumentError} for an id that is no decimal string */
export function checkListingId(listingId: unknown): string {
  if (typeof listingId === 'string' && /^\d+$/.test(listingId)) return listingId
  const found = typeof listingId === 'number' ? ': a number cannot hold the id whole' : ''
  return refuseArgument('listingId', `listingId must be a decimal string${found}`)
}

function listingIds(listingId: string | readonly string[]): readonly string[] {
  const ids: readonly unknown[] = Array.isArray(listingId) ? listingId : [listingId]
  if (ids.length === 0) {
    refuseArgument('listingId', 'listingId names no listing')
  }
  return ids.map(checkListingId)
}

function relativeDays({ relativeDsStart, relativeDsEnd }: RelativeListOfMetricsQuestion): {
  relativeDsStart: number
  relativeDsEnd: number
} {
  for (const [argument, days] of Object.entries({ relativeDsStart, relativeDsEnd })) {
    if (!Number.isSafeInteger(days)) {
      refuseArgument(argument, `${argument} must be an integer, not ${String(days)}`)
    }
  }
  if (relativeDsEnd <= relativeDsStart) {
    refuseArgument(
      'relativeDsEnd',
      `relativeDsEnd (${relativeDsEnd}) must be greater than relativeDsStart (${relativeDsStart}): ` +
        'the API cannot be asked for a single day',
    )
  }
  return { relativeDsStart, relativeDsEnd }
}
