import { metricRowColumns } from 'insights-store-timescale'
import { apiName, isLongTable, METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { z } from 'zod'
import type { HttpServer } from '../http-server.ts'
import { fromBeforeTo } from '../schemas/from-before-to.ts'
import { accountParams } from '../schemas/identifiers.ts'
import { inCapitals, metricRow } from '../schemas/metric-row.ts'
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
} from './rows-answer.ts'
import { tellSource } from './tell-source.ts'

const wideQuery = z.strictObject(rowFilters).refine(...fromBeforeTo)
const longQuery = z
  .strictObject({ ...rowFilters, metric: metricName.optional().describe('One metric alone.') })
  .refine(...fromBeforeTo)

/** Of rows that have columns for each metric there is no metric to choose. */
function queryOf(table: MetricTable): z.ZodType<z.output<typeof longQuery>> {
  return isLongTable(table) ? longQuery : wideQuery
}

const DESCRIPTION = `For each listing and stay night (or window), and in the long tables each metric, the newest row, in this order: as it is known now, or as it was known on \`as_of\`. ${HOW_ROWS_COME}`

/** The numbers themselves, table by table. */
export function addInsightRoutes(app: HttpServer, { reads }: RouteContext, slots: Slots): void {
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
          querystring: queryOf(table),
          response: rowsResponse(metricRow(table)),
          responseHeaders: ROWS_HEADERS,
          refusals: ROWS_REFUSALS,
        },
      },
      async (request, reply) => {
        const { account_id: accountId } = request.params
        const { metric, format: given, ...filters } = request.query
        const format = formatFor(request, given)
        await reads.read((store) => requireAccount(store, accountId))
        const rows = reads.stream((store) =>
          store.metrics.stream<MetricTable>({
            table,
            accountId,
            ...filtersOf(filters),
            ...(metric !== undefined && { metrics: [apiName(metric)] }),
          }),
        )
        await tellSource(reply, reads)
        const name = `${table}-${accountId}`
        return await sendRows(request, reply, slots, { format, sheetName: table, columns, rows, name })
      },
    )
  }
}
