import type { ParquetWriter } from 'hyparquet-writer'
import type { MetricColumn } from 'insights-transform'
import type { ExportRow } from './export-row.ts'

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]

/** A column of a Parquet file: how it is declared, and how a row's value is written. */
export interface ParquetColumn {
  readonly name: string
  readonly element: SchemaElement
  /** How values are put down; by default as numbers of a dictionary where they repeat. */
  readonly encoding?: 'PLAIN'
  readonly valueOf: (value: ExportRow[string]) => ParquetValue
}

/** A value as the library takes it. */
export type ParquetValue = string | number | null

/** How the values of a type are written. */
interface Encoding {
  readonly declared: Omit<SchemaElement, 'name'>
  /** Numbers hardly repeat: a dictionary of them would be built for nothing. */
  readonly encoding?: 'PLAIN'
  readonly values: () => (value: string | number) => NonNullable<ParquetValue>
}

const ENCODINGS: Readonly<Record<MetricColumn['type'], Encoding>> = {
  text: {
    declared: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
    values: sharedTexts,
  },
  date: {
    declared: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
    values: daysSinceEpoch,
  },
  number: { declared: { type: 'DOUBLE' }, encoding: 'PLAIN', values: () => Number },
  integer: { declared: { type: 'INT32' }, encoding: 'PLAIN', values: () => Number },
}

/** How a column is written; every column may be null. */
export function parquetColumn({ name, type }: MetricColumn): ParquetColumn {
  const { declared, encoding, values } = ENCODINGS[type]
  const present = values()
  const valueOf = (value: ExportRow[string]): ParquetValue =>
    value === null || value === undefined ? null : present(value)
  return {
    name,
    element: { name, repetition_type: 'OPTIONAL', ...declared },
    ...(encoding && { encoding }),
    valueOf,
  }
}

const MOST_TEXTS = 2_000
const MS_PER_DAY = 86_400_000

/** Texts repeat as well, and each came as a string of its own: of those that are equal, one is kept. */
function sharedTexts(): (value: string | number) => string {
  let known = new Map<string, string>()
  return (value) => {
    const text = String(value)
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size >= MOST_TEXTS) known = new Map()
    // A copy of its own: what comes from a driver may be a part of a text that is much larger.
    const own = Buffer.from(text).toString()
    known.set(own, own)
    return own
  }
}

/** A column's days repeat: each is worked out once. */
function daysSinceEpoch(): (day: string | number) => number {
  const known = new Map<string | number, number>()
  return (day) => {
    const found = known.get(day)
    if (found !== undefined) return found
    const days = Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY
    known.set(day, days)
    return days
  }
}
