import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'

/** What the columns hold of a row that is one number of a metric, whichever table has it. */
export const SERIES_DESCRIPTIONS: Readonly<Record<string, string>> = {
  ...TABLE_DESCRIPTIONS.metric_windows.columns,
  ...TABLE_DESCRIPTIONS.metric_points.columns,
  ...STORED_COLUMN_DESCRIPTIONS,
  granularity: 'What the number stands for: a DAY, WEEK or MONTH, or a WINDOW of nights.',
  metric_date: 'The stay night that guests searched for, or the first one of the week, month or window.',
  window_end: 'The window’s last stay night, itself included; null for a point of a chart.',
}
