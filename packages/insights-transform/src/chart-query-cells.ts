import type { ChartQueryRow } from './chart-query-row.ts'

/** Writes a value and its text into a row. */
type CellWriter = (row: ChartQueryRow, value: number | null, text: string | null) => void

/** Where `chart_query` keeps one metric. */
export interface ChartQueryCells {
  /** Whether the value columns are 32-bit integers, or else double precision. */
  readonly integer: boolean
  readonly your: CellWriter
  readonly similar: CellWriter
}

/**
 * By the metric that was asked for. Written out, because storing under a computed key takes the pivot of a backfill
 * twice as long.
 */
export const CHART_QUERY_CELLS: ReadonlyMap<string, ChartQueryCells> = new Map<string, ChartQueryCells>([
  [
    'conversion_rate',
    {
      integer: false,
      your: (row, value, text) => {
        row.conversion_rate_your_value = value
        row.conversion_rate_your_value_string = text
      },
      similar: (row, value, text) => {
        row.conversion_rate_similar_value = value
        row.conversion_rate_similar_value_string = text
      },
    },
  ],
  [
    'p3_impressions',
    {
      integer: true,
      your: (row, value, text) => {
        row.p3_impressions_your_value = value
        row.p3_impressions_your_value_string = text
      },
      similar: (row, value, text) => {
        row.p3_impressions_similar_value = value
        row.p3_impressions_similar_value_string = text
      },
    },
  ],
])
