import type { AnyMetricRow } from 'insights-store-timescale'
import { z } from 'zod'
import { MEDIA_TYPES } from '../../../export/export-format.ts'
import { ApiError } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import { streamedBytes } from '../openapi/route-documentation.ts'
import { fromBeforeTo } from '../schemas/from-before-to.ts'
import { accountParams } from '../schemas/identifiers.ts'
import type { Slots } from '../slots.ts'
import type { RouteContext } from './route-context.ts'
import { filtersOf, ROWS_HEADERS, requireAccount, rowFilters, sendFile } from './rows-answer.ts'
import { tellSource } from './tell-source.ts'

const { format: _, ...filters } = rowFilters
const query = z.strictObject(filters).refine(...fromBeforeTo)

/** All tables of an account in one file, for people. */
export function addWorkbookRoute(app: HttpServer, { reads }: RouteContext, slots: Slots): void {
  app.get(
    '/api/v1/accounts/:account_id/workbook',
    {
      schema: {
        operationId: 'getWorkbook',
        tags: ['Insights'],
        summary: 'All tables as one spreadsheet',
        description:
          'An Excel workbook with a sheet for each table that has a row, as it is known now or was known on `as_of`, and ' +
          'one that explains the columns: ids are text, days are days, rates are percent. It is sent as it is read: a ' +
          'file whose end is missing is no workbook.',
        params: accountParams,
        querystring: query,
        response: {
          200: { description: 'The workbook.', content: { [MEDIA_TYPES.xlsx]: streamedBytes } },
        },
        responseHeaders: ROWS_HEADERS,
        refusals: ['account_not_found', 'no_insights', 'too_many_exports'],
      },
    },
    async (request, reply) => {
      const { account_id: accountId } = request.params
      // One for all of it, so that its sheets agree.
      const store = await reads.store()
      await requireAccount(store, accountId)
      await tellSource(reply, reads)
      // Loaded only where it is wanted.
      const { allTablesWorkbook } = await import('../../../export/all-tables-workbook.ts')
      const read = counted()
      const wanted = { accountId, ...filtersOf(request.query) }
      const pieces = allTablesWorkbook((table) => read.from(store.metrics.stream({ table, ...wanted })))
      return await sendFile(request, reply, slots, {
        name: `insights-${accountId}`,
        format: 'xlsx',
        pieces: unlessEmpty(pieces, read),
      })
    },
  )
}

/** Counts rows as they are read. */
function counted() {
  const count = {
    rows: 0,
    async *from(batches: AsyncIterable<readonly AnyMetricRow[]>): AsyncGenerator<readonly AnyMetricRow[]> {
      for await (const batch of batches) {
        count.rows += batch.length
        yield batch
      }
    },
  }
  return count
}

/** The pieces of a workbook that has a row. @throws ApiError before the first piece where it has none. */
async function* unlessEmpty(
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
  read: { readonly rows: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    if (read.rows === 0) throw new ApiError('no_insights', 'There is no number yet of these nights.')
    yield piece
  }
}
