/** PostgreSQL's numbers of types. */
const TYPE = {
  boolean: 16,
  bigint: 20,
  smallint: 21,
  integer: 23,
  oid: 26,
  json: 114,
  real: 700,
  double: 701,
  numeric: 1700,
  jsonb: 3802,
} as const

const NUMBERS: ReadonlySet<number> = new Set([
  TYPE.bigint,
  TYPE.smallint,
  TYPE.integer,
  TYPE.oid,
  TYPE.real,
  TYPE.double,
  TYPE.numeric,
])
const FLOATS: ReadonlySet<number> = new Set([TYPE.real, TYPE.double])
const DOCUMENTS: ReadonlySet<number> = new Set([TYPE.json, TYPE.jsonb])

/** More digits than every reader of JSON keeps. */
const SAFE_DIGITS = 15

/** Whether values of a type are numbers: they stand on the right of a column. */
export const isNumeric = (type: number): boolean => NUMBERS.has(type)

/** Whether values of a type are rounded already, so that JavaScript's numbers are as good. */
export const isFloat = (type: number): boolean => FLOATS.has(type)

/**
 * A value as JSON: numbers that every reader keeps are numbers, and longer ones text; days, times and ids are text as
 * PostgreSQL writes them.
 */
export function jsonValue(value: string | null, type: number): string {
  if (value === null) return 'null'
  if (type === TYPE.boolean) return value === 't' ? 'true' : 'false'
  if (DOCUMENTS.has(type)) return value.replaceAll('\n', ' ')
  if (isFloat(type) && Number.isFinite(Number(value))) return String(Number(value))
  const isPlain = isNumeric(type) && /^-?\d+(?:\.\d+)?$/.test(value)
  if (isPlain && value.replace(/[-.]/g, '').length <= SAFE_DIGITS) return value
  return JSON.stringify(value)
}
