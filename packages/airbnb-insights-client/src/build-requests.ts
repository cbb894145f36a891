import { InvalidArgumentError } from './errors.ts'
import { type GroupByValue, type MetricType, metricTypeOf } from './metric-catalogue.ts'
import { CLIENT_NAMES, DEFAULT_OPERATIONS, type OperationName } from './operations.ts'

/** What `ChartQuery` and `ListOfMetricsQuery` can both be asked. */
export interface MetricsRequest {
  /** One listing, or several for one aggregate over them (not one series each). Decimal strings, never numbers. */
  readonly listingId: string | readonly string[]
  /** @defaultValue the one that `groupByValue` belongs to */
  readonly metricType?: MetricType
  readonly groupByValue: GroupByValue
  /**
   * First day, counted from the server's base day, inclusive. Nobody documents the base day: read it out of a
   * `ChartQuery` answer.
   */
  readonly relativeDsStart: number
  /** Last day, counted from the base day, inclusive. The server refuses more than 185. */
  readonly relativeDsEnd: number
}

/** What `ChartQuery` can be asked. */
export interface ChartRequest extends MetricsRequest {
  /**
   * The second series: `'MARKET'` for similar listings, `'YOY'` for the same days of last year.
   *
   * @defaultValue none, the listing alone
   */
  readonly comparison?: 'MARKET' | 'YOY'
}

/** What `ListOfMetricsQuery` can be asked. */
export type ListOfMetricsRequest = MetricsRequest

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
  /** @defaultValue {@link DEFAULT_OPERATIONS} */
  readonly operations?: Partial<Record<OperationName, string>>
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
 * The body that asks for a chart. Up to 28 days come back by the day, more may come back by the week or month.
 *
 * @throws {@link InvalidArgumentError} for an id that is no decimal string, days that are no integers or out of order,
 *   and a window of one day, to which the API answers with an error or with nothing
 */
export function buildChartRequest(request: ChartRequest, context: RequestContext = {}): PersistedQueryBody {
  const query = metricsArguments(request)
  return build(
    'ChartQuery',
    context,
    request.comparison === undefined ? query : { ...query, metricComparisonType: request.comparison },
  )
}

/**
 * The body that asks for a list of metrics over a window. Its answer carries no date: a window computed from a wrong
 * base day is another week's numbers, and nothing looks wrong.
 *
 * @throws {@link InvalidArgumentError} as {@link buildChartRequest}
 */
export function buildListOfMetricsRequest(
  request: ListOfMetricsRequest,
  context: RequestContext = {},
): PersistedQueryBody {
  return build('ListOfMetricsQuery', context, metricsArguments(request))
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
    extensions: {
      persistedQuery: {
        version: 1,
        sha256Hash: context.operations?.[operationName] ?? DEFAULT_OPERATIONS[operationName],
      },
    },
  }
}

function metricsArguments(request: MetricsRequest): Record<string, unknown> {
  return {
    ...relativeDays(request),
    filters: { listingIds: listingIds(request.listingId) },
    metricType: request.metricType ?? metricTypeOf(request.groupByValue),
    groupBys: ['RATING_CATEGORY'],
    groupByValues: [request.groupByValue],
  }
}

function listingIds(listingId: string | readonly string[]): readonly string[] {
  const ids = typeof listingId === 'string' ? [listingId] : listingId
  if (ids.length === 0 || !ids.every((id) => typeof id === 'string' && /^\d+$/.test(id))) {
    throw new InvalidArgumentError('listingId must be one or more decimal strings', { argument: 'listingId' })
  }
  return ids
}

function relativeDays({ relativeDsStart, relativeDsEnd }: MetricsRequest): {
  relativeDsStart: number
  relativeDsEnd: number
} {
  if (!Number.isSafeInteger(relativeDsStart) || !Number.isSafeInteger(relativeDsEnd)) {
    throw new InvalidArgumentError('relativeDsStart and relativeDsEnd must be integers', {
      argument: 'relativeDsStart',
    })
  }
  if (relativeDsEnd <= relativeDsStart) {
    throw new InvalidArgumentError(
      `relativeDsEnd (${relativeDsEnd}) must be greater than relativeDsStart (${relativeDsStart}): ` +
        'the API cannot be asked for a single day',
      { argument: 'relativeDsEnd' },
    )
  }
  return { relativeDsStart, relativeDsEnd }
}
