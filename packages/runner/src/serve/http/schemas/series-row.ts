import { SERIES_COLUMNS } from 'insights-store-timescale'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { describedRow } from './metric-row.ts'

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  ...TABLE_DESCRIPTIONS.metric_windows.columns,
  ...TABLE_DESCRIPTIONS.metric_points.columns,
  ...STORED_COLUMN_DESCRIPTIONS,
  granularity: 'What the number stands for: a DAY, WEEK or MONTH, or a WINDOW of nights.',
  metric_date: 'The stay night that guests searched for, or the first one of the week, month or window.',
  window_end: 'The window’s last stay night, itself included; null for a point of a chart.',
}

/** One number of a metric, whichever table holds it. */
export const seriesRow = describedRow(SERIES_COLUMNS, DESCRIPTIONS).meta({
  id: 'SeriesRow',
  description: 'One number of a metric, whichever table holds it. Rates are fractions; null is "not known".',
})
