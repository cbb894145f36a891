import {
  type ChartQueryRow,
  type ChartSummaryRow,
  type Drift,
  type ListOfMetricsRow,
  pivotChart,
  pivotChartSummary,
  pivotListOfMetrics,
} from 'insights-transform'
import type { DatedAnswers, UndatedAnswers } from './ask-listing.ts'

/** The wide rows of one listing, by table. */
export interface ListingRows {
  readonly chartQuery: readonly ChartQueryRow[]
  readonly chartSummary: readonly ChartSummaryRow[]
  readonly listOfMetrics: readonly ListOfMetricsRow[]
}

/**
 * Answers as rows. A chart's points say their own day, so they can be kept from undated answers too; what is labelled
 * by the window asked for can not.
 */
export function listingRows(
  answers: DatedAnswers | UndatedAnswers,
  onDrift: (drift: Drift) => void,
): ListingRows {
  const flats = answers.charts.flatMap((chart) => chart.flats)
  const chartQuery = pivotChart(flats, { onDrift })
  if (answers.kind === 'undated') return { chartQuery, chartSummary: [], listOfMetrics: [] }
  return {
    chartQuery,
    chartSummary: pivotChartSummary(flats, { onDrift }),
    listOfMetrics: pivotListOfMetrics(answers.lists, { onDrift }),
  }
}
