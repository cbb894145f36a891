import type { Column, ColumnTypeName } from '../../packages/insights-store-timescale/src/columns.ts'
import { TABLES } from '../../packages/insights-store-timescale/src/tables.ts'
import {
  CHART_QUERY_COLUMNS,
  CHART_SUMMARY_COLUMNS,
  LIST_OF_METRICS_COLUMNS,
} from '../../packages/insights-transform/src/index.ts'
import { DIALECT, type JsonSchema, type PublishedSchema } from './json-schema.ts'

type Columns = Readonly<Record<string, Column>>

/**
 * The rows of the three tables: as insights-transform makes them, and with account and scrape day as the store gives
 * them. Which columns there are is insights-transform's to say, and what each can hold the table's.
 */
export const ROW_SCHEMAS: readonly PublishedSchema[] = [
  ...published(
    'chart-query-row',
    'chart_query: one listing on one day',
    TABLES.chart_query,
    CHART_QUERY_COLUMNS,
  ),
  ...published(
    'chart-summary-row',
    'chart_summary: one listing over a window, as its charts sum it up',
    TABLES.chart_summary,
    CHART_SUMMARY_COLUMNS,
  ),
  ...published(
    'list-of-metrics-row',
    'list_of_metrics: one listing over a window',
    TABLES.list_of_metrics,
    LIST_OF_METRICS_COLUMNS,
  ),
]

function published(name: string, title: string, table: Columns, made: readonly string[]): PublishedSchema[] {
  return [
    {
      folder: 'insights-transform',
      name,
      schema: rowSchema(`A row of ${title}. Rates are fractions; what has no value is null.`, table, made),
    },
    {
      folder: 'insights-store-timescale',
      name,
      schema: rowSchema(
        `A stored row of ${title}, as known on the scrape day \`time\`.`,
        table,
        Object.keys(table),
      ),
    },
  ]
}

/** A row is always whole, and has no other keys. */
function rowSchema(description: string, table: Columns, names: readonly string[]): JsonSchema {
  return {
    $schema: DIALECT,
    description,
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, valueSchema(table, name)])),
    required: names,
    additionalProperties: false,
  }
}

function valueSchema(table: Columns, name: string): JsonSchema {
  const column = table[name]
  if (column === undefined) throw new Error(`the table has no column ${name}`)
  const { type, ...limits } = jsonOf(column.type)
  return { type: column.nullable ? [type, 'null'] : type, ...limits }
}

function jsonOf(type: ColumnTypeName): { readonly type: string } & JsonSchema {
  switch (type) {
    case 'character varying':
    case 'text':
      return { type: 'string' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'integer':
      return { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }
    case 'double precision':
      return { type: 'number' }
    default:
      throw new Error(`no row is known to have a column of type ${type}`)
  }
}
