import { type RawBuilder, sql } from 'kysely'

/** The Sunday on or before a day of this age: integers, since it is reckoned for each row. */
export const sundayOf = (day: RawBuilder<unknown>): RawBuilder<string> =>
  sql`(${day} - (${day} - date '1970-01-04') % 7)`
