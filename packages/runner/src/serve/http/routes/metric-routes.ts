import { SERIES_COLUMNS, type StoredMetric } from 'insights-store-timescale'
import { apiName, metricNamed } from 'insights-transform'
import { z } from 'zod'
import { didYouMean } from '../../../config/nearest-name.ts'
import { ApiError } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import { json } from '../openapi/route-documentation.ts'
import { fromBeforeTo } from '../schemas/from-before-to.ts'
import { accountParams } from '../schemas/identifiers.ts'
import { seriesRow } from '../schemas/series-row.ts'
import { storedMetric, storedMetricBody } from '../schemas/stored-metric.ts'
import type { Slots } from '../slots.ts'
import type { RouteContext } from './route-context.ts'
import {
  filtersOf,
  formatFor,
  HOW_ROWS_COME,
  metricName,
  ROWS_HEADERS,
  ROWS_REFUSALS,
  requireAccount,
  rowFilters,
  rowsResponse,
  sendRows,
  takeSlot,
} from './rows-answer.ts'
import { SOURCE_HEADERS, tellSource } from './tell-source.ts'

const seriesQuery = z
  .strictObject({
    metric: metricName,
    ...rowFilters,
    series: z
      .string()
      .min(1)
      .optional()
      .describe('One series alone: `your`, `similar`, `overTime`, or as the API calls it.'),
    granularity: z
      .string()
      .min(1)
      .optional()
      .describe('Rows that stand for a `DAY`, a `WEEK`, a `MONTH` or a `WINDOW` alone.'),
  })
  .refine(...fromBeforeTo)

/** What is stored of each metric, and a metric by name. */
export function addMetricRoutes(app: HttpServer, { reads }: RouteContext, slots: Slots): void {
  app.get(
    '/api/v1/accounts/:account_id/metrics',
    {
      schema: {
        operationId: 'listMetrics',
        tags: ['Insights'],
        summary: 'What is stored of each metric',
        description:
          'Every metric of which the account has a number, by name, and the table that holds it: those that this ' +
          'version knows, and those that Airbnb’s answers had beside them.',
        params: accountParams,
        response: { 200: json('The metrics.', z.array(storedMetric)) },
        responseHeaders: SOURCE_HEADERS,
        refusals: ['account_not_found', 'too_many_exports'],
      },
    },
    async (request, reply) => {
      const { account_id: accountId } = request.params
      await reads.read((store) => requireAccount(store, accountId))
      await tellSource(reply, reads)
      return (await storedOf(accountId)).map(storedMetricBody)
    },
  )

  app.get(
    '/api/v1/accounts/:account_id/metrics/series',
    {
      schema: {
        operationId: 'getMetricSeries',
        tags: ['Insights'],
        summary: 'One metric, whichever table holds it',
        description: `A row for each number of the metric: its nights (or weeks, or months) of the listing and of what it is compared with, and its windows, by listing; as it is known now, or as it was known on \`as_of\`. ${HOW_ROWS_COME}`,
        params: accountParams,
        querystring: seriesQuery,
        response: rowsResponse(seriesRow),
        responseHeaders: ROWS_HEADERS,
        refusals: [...ROWS_REFUSALS, 'metric_not_found'],
      },
    },
    async (request, reply) => {
      const { account_id: accountId } = request.params
      const { metric: wanted, format: given, series, granularity, ...filters } = request.query
      const format = formatFor(request, given)
      await reads.read((store) => requireAccount(store, accountId))
      const metric = apiName(wanted)
      if (metricNamed(metric) === undefined) await requireMetric(accountId, metric)
      const rows = reads.stream((store) =>
        store.metrics.streamSeries({
          accountId,
          metric,
          ...filtersOf(filters),
          ...(series !== undefined && { series: apiName(series) }),
          ...(granularity !== undefined && { granularity: apiName(granularity) }),
        }),
      )
      await tellSource(reply, reads)
      return await sendRows(request, reply, slots, {
        format,
        sheetName: 'metric',
        columns: SERIES_COLUMNS,
        rows,
        name: `${fileName(metric)}-${accountId}`,
      })
    },
  )

  /** To tell it, all that is known of the account is counted. */
  async function storedOf(accountId: string): Promise<readonly StoredMetric[]> {
    using _ = takeSlot(slots)
    return await reads.read((store) => store.metrics.stored({ accountId }))
  }

  /** @throws ApiError where nothing of such a metric is stored. */
  async function requireMetric(accountId: string, metric: string): Promise<void> {
    const stored = [...new Set((await storedOf(accountId)).map((one) => one.metric))]
    if (stored.includes(metric)) return
    const message = `Nothing of the metric ${JSON.stringify(metric)} is stored${didYouMean(metric, stored)}.`
    throw new ApiError('metric_not_found', message, { details: { stored } })
  }
}

/** A metric's name, which strangers made up, as a part of a file's. */
function fileName(metric: string): string {
  return metric.replaceAll(/[^\w.-]+/g, '_').slice(0, 60)
}
