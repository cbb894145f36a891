import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Store } from 'insights-store-timescale'
import type { MetricColumn } from 'insights-transform'
import { z } from 'zod'
import { encodeRows } from '../../../export/encode-rows.ts'
import {
  CONTENT_TYPES,
  EXPORT_FORMATS,
  type ExportFormat,
  MEDIA_TYPES,
} from '../../../export/export-format.ts'
import type { ExportRow } from '../../../export/export-row.ts'
import { startReading } from '../../../export/start-reading.ts'
import { acceptedFormat } from '../accepted-format.ts'
import { accountNotFound } from '../errors/answer-for.ts'
import { ApiError, retryAfter } from '../errors/api-error.ts'
import type { ErrorCode } from '../errors/error-codes.ts'
import { streamedBytes, streamedText } from '../openapi/route-documentation.ts'
import { calendarDay } from '../schemas/days-and-instants.ts'
import type { Slots } from '../slots.ts'
import { SOURCE_HEADERS } from './tell-source.ts'

/** What a query may say of the rows that it wants, whatever they are. */
export const rowFilters = {
  from: calendarDay.optional().describe('The first stay night (`metric_date` or `window_start`).'),
  to: calendarDay.optional().describe('The last stay night, itself included.'),
  listing_id: z
    .string()
    .regex(/^\d{1,30}$/, 'the digits of a listing id')
    .optional()
    .describe('One listing alone.'),
  as_of: calendarDay.optional().describe('What was known on this day; else what is known now.'),
  format: z.enum(EXPORT_FORMATS).optional().describe('Goes before the header `Accept`.'),
}

/** A metric's name in a query. */
export const metricName = z
  .string()
  .min(1)
  .describe('The name of a metric, as Airbnb’s API has it.')
  .meta({ examples: ['occupancy_rate'] })

/** In which formats rows come, and how; the end of a route's description. */
export const HOW_ROWS_COME =
  'A JSON array, CSV (RFC 4180; a text that a spreadsheet would run as a formula has an apostrophe before it), one ' +
  'JSON object a line, Apache Parquet (days are DATE, numbers DOUBLE and INT32) or an Excel workbook (ids are text, ' +
  'days are days, rates are percent, and a sheet explains the columns), sent as it is read: an answer whose end is missing is not whole.'

/** The good answer of a route that gives rows. */
export function rowsResponse<Row extends z.ZodType>(row: Row) {
  return {
    200: {
      description: 'The rows.',
      content: {
        [MEDIA_TYPES.json]: { schema: z.array(row) },
        [MEDIA_TYPES.csv]: streamedText,
        [MEDIA_TYPES.ndjson]: streamedText,
        [MEDIA_TYPES.parquet]: streamedBytes,
        [MEDIA_TYPES.xlsx]: streamedBytes,
      },
    },
  }
}

/** The headers that it has. */
export const ROWS_HEADERS = {
  'Content-Disposition': { description: 'A name for the file.', type: 'string' },
  ...SOURCE_HEADERS,
} as const

/** The ways in which such a route says no. */
export const ROWS_REFUSALS = [
  'account_not_found',
  'not_acceptable',
  'too_many_exports',
] as const satisfies readonly ErrorCode[]

/** Filters of rows as `store.metrics` takes them. */
export function filtersOf({
  from,
  to,
  listing_id: listingId,
  as_of: asOf,
}: z.output<z.ZodObject<typeof rowFilters>>) {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(listingId !== undefined && { listingId }),
    ...(asOf !== undefined && { asOf }),
  }
}

/**
 * The format that a request wants its rows in.
 *
 * @throws ApiError where it wants none of those that there are.
 */
export function formatFor(
  { headers }: Pick<FastifyRequest, 'headers'>,
  given: ExportFormat | undefined,
): ExportFormat {
  const format = given ?? acceptedFormat(headers.accept)
  if (format !== undefined) return format
  throw new ApiError('not_acceptable', `This path gives ${Object.values(MEDIA_TYPES).join(', ')}.`)
}

/** @throws ApiError where there is no such account. */
export async function requireAccount(store: Store, accountId: string): Promise<void> {
  if ((await store.accounts.get(accountId)) === undefined) throw accountNotFound(accountId)
}

/**
 * Room for an answer that reads much, to be given back.
 *
 * @throws ApiError where as many are being read as there is room for.
 */
export function takeSlot(slots: Slots): Disposable {
  const slot = slots.take()
  if (slot !== undefined) return slot
  throw new ApiError('too_many_exports', 'Too many exports are being read; try again in a moment.', {
    headers: retryAfter(5_000),
  })
}

/** Rows to be sent. */
interface SentRows {
  readonly format: ExportFormat
  /** What the rows are called where they have a sheet. */
  readonly sheetName: string
  readonly columns: readonly MetricColumn[]
  readonly rows: AsyncIterable<readonly ExportRow[]>
  /** What the file is called, without the format. */
  readonly name: string
}

/**
 * Sends rows as a file.
 *
 * @throws ApiError where as many answers are being read as there is room for.
 */
export async function sendRows(
  request: Pick<FastifyRequest, 'id' | 'log'>,
  reply: FastifyReply,
  slots: Slots,
  { name, format, sheetName, columns, rows }: SentRows,
): Promise<FastifyReply> {
  const pieces = encodeRows(format, columns, rows, { sheetName })
  return await sendFile(request, reply, slots, { name, format, pieces })
}

/** A file to be sent. */
interface SentFile {
  /** What it is called, without the format. */
  readonly name: string
  readonly format: ExportFormat
  readonly pieces: AsyncGenerator<Uint8Array, void, undefined>
}

/**
 * Sends a file as its pieces are made.
 *
 * @throws ApiError where as many answers are being read as there is room for.
 */
export async function sendFile(
  request: Pick<FastifyRequest, 'id' | 'log'>,
  reply: FastifyReply,
  slots: Slots,
  { name, format, pieces }: SentFile,
): Promise<FastifyReply> {
  const stream = await fileStream(request, slots, pieces)
  return await reply
    .type(CONTENT_TYPES[format])
    .header('content-disposition', `inline; filename="${name}.${format}"`)
    .send(stream)
}

/** The bytes of an answer, whose first have been read: an error up to there is thrown. */
async function fileStream(
  request: Pick<FastifyRequest, 'id' | 'log'>,
  slots: Slots,
  pieces: SentFile['pieces'],
): Promise<Readable> {
  const slot = takeSlot(slots)
  try {
    const stream = await startReading(pieces)
    stream.once('close', () => slot[Symbol.dispose]())
    stream.once('error', (error) =>
      request.log.warn({ request_id: request.id, err: error }, 'An export broke off.'),
    )
    return stream
  } catch (error) {
    slot[Symbol.dispose]()
    throw error
  }
}
