import type { ChartSection, ListingsSection, ListOfMetricsSection, MetricPage } from 'insights-transform'
import {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
  type PersistedQueryBody,
  pageOf,
  type RelativeChartQuestion,
  type RelativeListOfMetricsQuestion,
  type RequestContext,
} from './build-requests.ts'
import type { CallOptions } from './call-options.ts'
import type { OperationCaller } from './operation-caller.ts'
import { unwrapped } from './parse-response.ts'
import { type Received, received } from './received.ts'
import { chartSpec, LISTINGS, listOfMetricsSpec, type ResponseSpec } from './response-specs.ts'

/** What the API answered to a question in days from its base day. Whether the days are those meant, nobody checked. */
export interface RelativeAnswer<Question, Section> extends Received {
  readonly request: Question
  /** Null where the server says that there is no data. */
  readonly section: Section | null
}

/** The API's own questions, one level below the calendar: for tests and probes. */
export interface RelativeQueries {
  /** All listings of the account (`ListingsSectionQuery`), which know no days. */
  listings(options?: CallOptions): Promise<RelativeAnswer<null, ListingsSection>>
  /**
   * A `ChartQuery` in days from the server's base day.
   *
   * @throws {@link InvalidArgumentError} as {@link buildChartRequest}
   */
  chart(
    question: RelativeChartQuestion,
    options?: CallOptions,
  ): Promise<RelativeAnswer<RelativeChartQuestion, ChartSection>>
  /**
   * A `ListOfMetricsQuery` in days from the server's base day. Its answer carries no date at all.
   *
   * @throws {@link InvalidArgumentError} as {@link buildListOfMetricsRequest}
   */
  listOfMetrics(
    question: RelativeListOfMetricsQuestion,
    options?: CallOptions,
  ): Promise<RelativeAnswer<RelativeListOfMetricsQuestion, ListOfMetricsSection>>
}

/** Asks over a caller, in one language and currency. */
export function createRelativeQueries(
  caller: OperationCaller,
  context: Omit<RequestContext, 'operations'>,
): RelativeQueries {
  const ask = async <Question, Section>(
    spec: ResponseSpec<Section>,
    body: PersistedQueryBody,
    request: Question,
    page: MetricPage,
    options: CallOptions = {},
  ): Promise<RelativeAnswer<Question, Section>> => {
    const { response, traceId } = await caller.call(spec, body, page, options)
    return received({ request, section: unwrapped(response) }, { traceId, raw: response })
  }
  return {
    listings: async (options) => ask(LISTINGS, buildListingsRequest(context), null, 'CONVERSION', options),
    chart: async (question, options) => {
      const body = buildChartRequest(question, context)
      return ask(chartSpec(question.metric), body, question, pageOf(question.metric), options)
    },
    listOfMetrics: async (question, options) => {
      const body = buildListOfMetricsRequest(question, context)
      return ask(listOfMetricsSpec(question.metric), body, question, pageOf(question.metric), options)
    },
  }
}
