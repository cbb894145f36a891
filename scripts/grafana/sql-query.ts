import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'

/** A question in SQL, as Grafana's data source for PostgreSQL keeps it: the SDK has no builder for it. */
export interface SqlQuery extends Dataquery {
  refId: string
  readonly rawSql: string
  readonly format: 'time_series' | 'table'
  readonly rawQuery: true
  readonly editorMode: 'code'
}

/**
 * Asks in SQL.
 *
 * @param format - `time_series` where a column named `time` says when, and each other number is a series
 */
export function sqlQuery(rawSql: string, format: SqlQuery['format']): Builder<SqlQuery> {
  return {
    build: () => ({
      // Tells the SDK's variants apart in types alone: JSON has no functions.
      _implementsDataqueryVariant: () => {},
      refId: 'A',
      rawSql: rawSql.trim(),
      format,
      rawQuery: true,
      editorMode: 'code',
    }),
  }
}
