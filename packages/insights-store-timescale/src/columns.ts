import type { CalendarDate } from 'insights-transform'
import type { InsertType, SelectType } from 'kysely'

/** How PostgreSQL calls a column's type (`format_type`), and what a driver gives of it. */
interface ColumnValues {
  'character varying': string
  text: string
  uuid: string
  boolean: boolean
  integer: number
  /** A string: it may not fit a JavaScript number. */
  bigint: string
  'double precision': number
  date: CalendarDate
  'timestamp with time zone': Date
  jsonb: unknown[] | Readonly<Record<string, unknown>>
}

type ColumnTypeName = keyof ColumnValues

/** One column as declared: a test compares the live schema with this. */
export interface Column {
  readonly type: ColumnTypeName
  readonly nullable: boolean
  /** Whether an INSERT may leave it out though it is never null. */
  readonly hasDefault: boolean
  /** The values that a CHECK allows; absent where any is. */
  readonly allowed?: readonly string[]
}

/** Every column of a table that kysely knows, declared so that its values are of the type that kysely is told. */
export type ColumnsOf<Table> = {
  readonly [Name in keyof Table]: ColumnOf<SelectType<Table[Name]>, InsertType<Table[Name]>>
}

type ColumnOf<Read, Inserted> = Column & {
  readonly type: ColumnTypeOf<NonNullable<Read>>
  readonly nullable: null extends Read ? true : false
  readonly hasDefault: undefined extends Inserted ? true : false
} & AllowedIn<NonNullable<Read>>

/** The column types whose values a type can hold. */
type ColumnTypeOf<Value> = {
  [Type in ColumnTypeName]: Value extends ColumnValues[Type] ? Type : never
}[ColumnTypeName]

/** Of a union of texts, a CHECK has to allow each. */
type AllowedIn<Value> = [Value] extends [string]
  ? string extends Value
    ? { readonly allowed?: never }
    : { readonly allowed: readonly Value[] }
  : { readonly allowed?: never }

/** A column that every INSERT names. */
export const required = <const Type extends ColumnTypeName>(type: Type) =>
  ({ type, nullable: false, hasDefault: false }) as const

/** A column that may be null, and is when left out. */
export const nullable = <const Type extends ColumnTypeName>(type: Type) =>
  ({ type, nullable: true, hasDefault: false }) as const

/** A column that is never null and has a default. */
export const defaulted = <const Type extends ColumnTypeName>(type: Type) =>
  ({ type, nullable: false, hasDefault: true }) as const

/** A text column that may be null, and whose values a CHECK limits otherwise. */
export const choiceOrNull = <const Value extends string>(...allowed: readonly Value[]) =>
  ({ type: 'text', nullable: true, hasDefault: false, allowed }) as const

/** A text column with a default, whose values a CHECK limits. */
export const choice = <const Value extends string>(...allowed: readonly Value[]) =>
  ({ type: 'text', nullable: false, hasDefault: true, allowed }) as const
