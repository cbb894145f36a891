import { METRIC_TABLES, type MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'

/** A row that a table takes, with nothing in it but what must be: its dates are a day, its texts are empty. */
export const barestRow = (
  table: MetricTable,
  listingId: string,
  day: RawBuilder<string>,
): { names: RawBuilder<unknown>; values: RawBuilder<unknown> } => {
  const needed = METRIC_TABLES[table].columns.filter(({ nullable }) => !nullable)
  return {
    names: sql.join(needed.map(({ name }) => sql.ref(name))),
    values: sql.join(
      needed.map(({ name, type }) => {
        if (name === 'airbnb_listing_id') return listingId
        return type === 'date' ? day : ''
      }),
    ),
  }
}
