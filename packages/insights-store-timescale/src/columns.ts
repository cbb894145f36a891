import type { CalendarDate, MetricTable, MetricTableRows } from 'insights-transform'
import type { ColumnType } from 'kysely'

/** How PostgreSQL calls a column's type (`format_type`), and what it is in TypeScript: read and written. */
interface ColumnValues {
  'character varying': { read: string; write: string }
  text: { read: string; write: string }
  uuid: { read: string; write: string }
  boolean: { read: boolean; write: boolean }
  integer: { read: number; write: number }
  /** Read as a string: a bigint may not fit a JavaScript number. */
  bigint: { read: string; write: string | number | bigint }
  'double precision': { read: number; write: number }
  date: { read: CalendarDate; write: CalendarDate }
  'timestamp with time zone': { read: Date; write: Date | string }
  /** Written as JSON text: drivers differ in what they make of arrays. */
  jsonb: { read: unknown; write: string }
}

export type ColumnTypeName = keyof ColumnValues

/** One column as declared: the live schema is compared with this, and its TypeScript type derives from it. */
export interface Column<
  Type extends ColumnTypeName = ColumnTypeName,
  Nullable extends boolean = boolean,
  HasDefault extends boolean = boolean,
  Value = unknown,
> {
  readonly type: Type
  readonly nullable: Nullable
  readonly hasDefault: HasDefault
  /** The values that a CHECK allows; absent where any is. */
  readonly allowed?: readonly Value[]
}

/** A column that every INSERT names. */
export const required = <Type extends ColumnTypeName>(type: Type): Column<Type, false, false> => ({
  type,
  nullable: false,
  hasDefault: false,
})

/** A column that may be null, and is when left out. */
export const nullable = <Type extends ColumnTypeName>(type: Type): Column<Type, true, false> => ({
  type,
  nullable: true,
  hasDefault: false,
})

/** A column that is never null and has a default. */
export const defaulted = <Type extends ColumnTypeName>(type: Type): Column<Type, false, true> => ({
  type,
  nullable: false,
  hasDefault: true,
})

/** A text column with a default, whose values a CHECK limits. */
export const choice = <const Value extends string>(
  ...allowed: readonly Value[]
): Column<'text', false, true, Value> => ({ type: 'text', nullable: false, hasDefault: true, allowed })

type ReadOf<C> =
  C extends Column<infer Type, boolean, boolean, infer Value>
    ? unknown extends Value
      ? ColumnValues[Type]['read']
      : Value
    : never
type WriteOf<C> =
  C extends Column<infer Type, boolean, boolean, infer Value>
    ? unknown extends Value
      ? ColumnValues[Type]['write']
      : Value
    : never
type OrNull<C, T> = C extends { nullable: true } ? T | null : T
type OrAbsent<C, T> = C extends { nullable: false; hasDefault: false } ? T : T | undefined

/** The kysely table interface of a set of declared columns. */
export type TableOf<Columns> = {
  [Name in keyof Columns]: ColumnType<
    OrNull<Columns[Name], ReadOf<Columns[Name]>>,
    OrAbsent<Columns[Name], OrNull<Columns[Name], WriteOf<Columns[Name]>>>,
    OrNull<Columns[Name], WriteOf<Columns[Name]>>
  >
}

/** The kysely table interface of a table of insights: whose row, when it was known, and what the base has of it. */
export type MetricTableOf<Table extends MetricTable> = {
  account_id: ColumnType<string, string, string>
  /** The scrape day. */
  time: ColumnType<CalendarDate, CalendarDate, CalendarDate>
} & {
  [Name in keyof MetricTableRows[Table]]: MetricColumnOf<MetricTableRows[Table][Name]>
}

type MetricColumnOf<Value> = ColumnType<Value, null extends Value ? Value | undefined : Value, Value>
