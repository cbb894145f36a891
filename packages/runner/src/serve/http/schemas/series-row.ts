import { SERIES_COLUMNS } from 'insights-store-timescale'
import { SERIES_DESCRIPTIONS } from '../../../export/series-descriptions.ts'
import { describedRow } from './metric-row.ts'

/** One number of a metric, whichever table holds it. */
export const seriesRow = describedRow(SERIES_COLUMNS, SERIES_DESCRIPTIONS).meta({
  id: 'SeriesRow',
  description: 'One number of a metric, whichever table holds it. Rates are fractions; null is "not known".',
})
