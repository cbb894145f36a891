import {
  STORED_COLUMN_DESCRIPTIONS,
  TABLE_DESCRIPTIONS,
} from '../../packages/insights-transform/src/descriptions/index.ts'
import {
  METRIC_TABLE_NAMES,
  METRIC_TABLES,
  type MetricColumn,
} from '../../packages/insights-transform/src/index.ts'
import { DIALECT, type JsonSchema, type PublishedSchema } from './json-schema.ts'

/** The columns that a stored row has before those of its table. */
const STORED: readonly MetricColumn[] = [
  { name: 'account_id', type: 'text', nullable: false },
  { name: 'time', type: 'date', nullable: false },
]
/** The one that a row as it is read has after them. */
const CONFIRMED_ON: MetricColumn = { name: 'confirmed_on', type: 'date', nullable: false }

const JSON_TYPES: Readonly<Record<MetricColumn['type'], { readonly type: string } & JsonSchema>> = {
  text: { type: 'string' },
  date: { type: 'string', format: 'date' },
  integer: { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  number: { type: 'number' },
}

/**
 * The rows of the three tables: as insights-transform makes them, and with account and scrape day as the store gives
 * them.
 */
export const ROW_SCHEMAS: readonly PublishedSchema[] = METRIC_TABLE_NAMES.flatMap((table) => {
  const { columns } = METRIC_TABLES[table]
  const described = TABLE_DESCRIPTIONS[table]
  const name = `${table.replaceAll('_', '-')}-row`
  const about = `${described.table} Rates are fractions; what has no value is null.`
  return [
    {
      folder: 'insights-transform',
      name,
      schema: rowSchema(`A row of ${table}. ${about}`, columns, described.columns),
    },
    {
      folder: 'insights-store-timescale',
      name,
      schema: rowSchema(`A stored row of ${table}. ${about}`, [...STORED, ...columns, CONFIRMED_ON], {
        ...STORED_COLUMN_DESCRIPTIONS,
        ...described.columns,
      }),
    },
  ]
})

/** A row is always whole, and has no other keys. */
function rowSchema(
  description: string,
  columns: readonly MetricColumn[],
  holds: Readonly<Record<string, string>>,
): JsonSchema {
  return {
    $schema: DIALECT,
    description,
    type: 'object',
    properties: Object.fromEntries(
      columns.map((column) => [column.name, { description: holds[column.name], ...valueSchema(column) }]),
    ),
    required: columns.map(({ name }) => name),
    additionalProperties: false,
  }
}

function valueSchema({ type, nullable }: MetricColumn): JsonSchema {
  const { type: jsonType, ...limits } = JSON_TYPES[type]
  return { type: nullable ? [jsonType, 'null'] : jsonType, ...limits }
}
