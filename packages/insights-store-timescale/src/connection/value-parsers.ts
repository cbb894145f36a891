import { type CustomTypesConfig, types } from 'pg'

const asText = (value: string): string => value

const { DATE, INT8 } = types.builtins

/**
 * Days and 64-bit integers come as strings: a driver's `Date` of a day is midnight of some time zone (not
 * of the same one in pg and PGlite), and a bigint may not fit a number. Given with each query, so that
 * neither other users of a shared pool nor the driver's global settings are touched.
 */
export const pgValueParsers: CustomTypesConfig = {
  getTypeParser: (type, format) =>
    format !== 'binary' && (type === DATE || type === INT8) ? asText : types.getTypeParser(type, format),
}

/** The same for PGlite. */
export const pgliteValueParsers: Record<number, (value: string) => unknown> = {
  [DATE]: asText,
  [INT8]: asText,
}
