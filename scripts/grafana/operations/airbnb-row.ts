import type { DashboardRow } from '../compose-dashboard.ts'
import { lines, stackedBars } from '../panels.ts'
import { grown, overRange } from '../prometheus-query.ts'

/** How Airbnb is asked, and how it answers. */
export const airbnbRow: DashboardRow = {
  heading: 'Airbnb',
  panels: [
    lines({
      title: 'Requests',
      meaning:
        'Answers from Airbnb a second, of all processes. At most two a second for each account at work.',
      unit: 'reqps',
      width: 8,
    }).targets(
      overRange([
        {
          expr: 'sum by (operation) (rate(airbnb_insights_api_requests_total[$__rate_interval]))',
          legend: '{{operation}}',
        },
      ]),
    ),
    lines({
      title: 'How long answers take',
      meaning: '19 of 20 requests were answered within this time, to the last byte.',
      unit: 's',
      width: 8,
    }).targets(
      overRange([
        {
          expr: 'histogram_quantile(0.95, sum by (operation, le) (rate(airbnb_insights_api_request_duration_seconds_bucket[$__rate_interval])))',
          legend: '{{operation}}',
        },
      ]),
    ),
    stackedBars({
      title: 'Answers that are no success',
      meaning:
        'By HTTP status: 429 asks for fewer requests, 401 and 403 refuse the session or are a wall, 5xx is trouble at Airbnb.',
      width: 8,
    }).targets(
      overRange([
        {
          expr: `sum by (status) ${grown('airbnb_insights_api_requests_total{status!~"2.."}')} > 0`,
          legend: '{{status}}',
        },
      ]),
    ),
    stackedBars({
      title: 'Throttles and retries',
      meaning:
        'Answers that asked for fewer requests, and requests that were sent again, by the error of the one before. Many: raise AIRBNB_MIN_INTERVAL_MS, lower WORKER_CONCURRENCY, spread the day.',
      width: 8,
    }).targets(
      overRange([
        {
          expr: `sum ${grown('airbnb_insights_api_throttles_total')}`,
          legend: 'asked for fewer',
        },
        {
          expr: `sum by (reason) ${grown('airbnb_insights_api_retries_total')} > 0`,
          legend: 'sent again: {{reason}}',
        },
      ]),
    ),
    stackedBars({
      title: 'Drift: what is new in answers',
      meaning:
        'Fields, types and metrics that this version does not know, by the query that brought them. Nothing is lost yet: look for a new version.',
      width: 8,
    }).targets(
      overRange([
        {
          expr: `sum by (operation) ${grown('airbnb_insights_api_schema_drifts_total')}`,
          legend: '{{operation}}',
        },
      ]),
    ),
    stackedBars({
      title: 'Remarks of runs',
      meaning:
        'drift_…: something is new or missing. metric_…: a metric is refused or fails. meaning_changed: the arithmetic of the answers is another. rows_lost: rows are gone that had been stored.',
      width: 8,
    }).targets(
      overRange([
        {
          expr: `sum by (code) ${grown('airbnb_insights_sync_notes_total')} > 0`,
          legend: '{{code}}',
        },
      ]),
    ),
  ],
}
