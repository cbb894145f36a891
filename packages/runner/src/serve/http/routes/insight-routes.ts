import { metricRowColumns } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES } from 'insights-transform'
import { TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { z } from 'zod'
import { encodeRows } from '../../../export/encode-rows.ts'
import { CONTENT_TYPES, EXPORT_FORMATS, MEDIA_TYPES } from '../../../export/export-format.ts'
import { startReading } from '../../../export/start-reading.ts'
import { acceptedFormat } from '../accepted-format.ts'
import { accountNotFound } from '../errors/answer-for.ts'
import { ApiError, retryAfter } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import { streamedBytes, streamedText } from '../openapi/route-documentation.ts'
import { calendarDay } from '../schemas/days-and-instants.ts'
import { fromBeforeTo } from '../schemas/from-before-to.ts'
import { accountParams } from '../schemas/identifiers.ts'
import { inCapitals, metricRow } from '../schemas/metric-row.ts'
import type { Slots } from '../slots.ts'
import type { RouteContext } from './route-context.ts'

const query = z
  .strictObject({
    from: calendarDay.optional().describe('The first stay night (`metric_date` or `window_start`).'),
    to: calendarDay.optional().describe('The last stay night, itself included.'),
    listing_id: z
      .string()
      .regex(/^\d{1,30}$/, 'the digits of a listing id')
      .optional()
      .describe('One listing alone.'),
    as_of: calendarDay.optional().describe('What was known on this day; else what is known now.'),
    format: z.enum(EXPORT_FORMATS).optional().describe('Goes before the header `Accept`.'),
  })
  .refine(...fromBeforeTo)

const DESCRIPTION =
  'For each listing and stay night (or window) the newest row, in this order: as it is known now, or as it was known on `as_of`. ' +
  'A JSON array, CSV (RFC 4180; a text that a spreadsheet would run as a formula has an apostrophe before it), one ' +
  'JSON object a line or Apache Parquet (days are DATE, numbers DOUBLE and INT32), sent as it is read: an answer whose end is missing is not whole.'

/** The numbers themselves. */
export function addInsightRoutes(app: HttpServer, { store }: RouteContext, slots: Slots): void {
  for (const table of METRIC_TABLE_NAMES) {
    const columns = metricRowColumns(table)
    app.get(
      `/api/v1/accounts/:account_id/metrics/${table}`,
      {
        schema: {
          operationId: `get${inCapitals(table)}`,
          tags: ['Insights'],
          summary: TABLE_DESCRIPTIONS[table].table,
          description: DESCRIPTION,
          params: accountParams,
          querystring: query,
          response: {
            200: {
              description: 'The rows.',
              content: {
                [MEDIA_TYPES.json]: { schema: z.array(metricRow(table)) },
                [MEDIA_TYPES.csv]: streamedText,
                [MEDIA_TYPES.ndjson]: streamedText,
                [MEDIA_TYPES.parquet]: streamedBytes,
              },
            },
          },
          responseHeaders: {
            'Content-Disposition': { description: 'A name for the file.', type: 'string' },
          },
          refusals: ['account_not_found', 'not_acceptable', 'too_many_exports'],
        },
      },
      async (request, reply) => {
        const { account_id: accountId } = request.params
        const { from, to, listing_id: listingId, as_of: asOf, format: given } = request.query
        const format = given ?? acceptedFormat(request.headers.accept)
        if (format === undefined) {
          throw new ApiError('not_acceptable', `This path gives ${Object.values(MEDIA_TYPES).join(', ')}.`)
        }
        if ((await store.accounts.get(accountId)) === undefined) throw accountNotFound(accountId)
        const slot = slots.take()
        if (slot === undefined) {
          throw new ApiError('too_many_exports', 'Too many exports are being read; try again in a moment.', {
            headers: retryAfter(5_000),
          })
        }
        try {
          const rows = store.metrics.stream({
            table,
            accountId,
            ...(from !== undefined && { from }),
            ...(to !== undefined && { to }),
            ...(listingId !== undefined && { listingId }),
            ...(asOf !== undefined && { asOf }),
          })
          const stream = await startReading(encodeRows(format, columns, rows))
          stream.once('close', () => slot[Symbol.dispose]())
          stream.once('error', (error) =>
            request.log.warn({ request_id: request.id, err: error }, 'An export broke off.'),
          )
          reply
            .type(CONTENT_TYPES[format])
            .header('content-disposition', `inline; filename="${table}-${accountId}.${format}"`)
          return await reply.send(stream)
        } catch (error) {
          slot[Symbol.dispose]()
          throw error
        }
      },
    )
  }
}
