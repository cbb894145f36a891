import type { DashboardRow } from '../compose-dashboard.ts'
import { lines, stackedBars } from '../panels.ts'
import { grown, overRange } from '../prometheus-query.ts'

/** What became of runs and listings. A counter is each process's own: `sum`. */
export const runsRow: DashboardRow = {
  heading: 'Runs',
  panels: [
    stackedBars({
      title: 'Runs that ended, by outcome',
      meaning:
        'succeeded: every listing is stored. partial, failed: tried again by themselves. rate_limited, blocked: wait for Airbnb, and come back. auth_failed: the account needs a new cookie.',
      width: 12,
    }).targets(
      overRange([
        {
          expr: `sum by (status) ${grown('airbnb_insights_sync_runs_total')} > 0`,
          legend: '{{status}}',
        },
      ]),
    ),
    stackedBars({
      title: 'Failures, by cause',
      meaning:
        'Why whole runs and single listings failed. network, timeout, api and rate_limited pass by themselves; authentication wants a cookie; response_shape, stale_operation and unexpected_days want a look: Airbnb has changed something.',
      width: 12,
    }).targets(
      overRange([
        {
          expr: `sum by (level, code) ${grown('airbnb_insights_sync_failures_total')} > 0`,
          legend: '{{level}}: {{code}}',
        },
      ]),
    ),
    lines({
      title: 'How long runs take',
      meaning:
        'Half of the runs took less than the lower line, 19 of 20 less than the upper. A first sync takes minutes, a daily one seconds for each listing.',
      unit: 's',
      width: 8,
    }).targets(
      overRange(
        [
          ['0.5', 'half of them'],
          ['0.95', '19 of 20'],
        ].map(([share = '', legend = '']) => ({
          expr: `histogram_quantile(${share}, sum by (le) (rate(airbnb_insights_sync_run_duration_seconds_bucket[$__rate_interval])))`,
          legend,
        })),
      ),
    ),
    stackedBars({
      title: 'Listings',
      meaning: 'Listings that were stored, and those that failed while others of their run were stored.',
      width: 8,
    }).targets(
      overRange([
        {
          expr: 'sum by (status) (increase(airbnb_insights_sync_listings_total[$__rate_interval]))',
          legend: '{{status}}',
        },
      ]),
    ),
    stackedBars({
      title: 'Rows',
      meaning:
        'Numbers that are new (inserted), other than before (updated), or the same as before: of these it is noted that they were read. Requests without any rows mean that Airbnb answers without numbers.',
      width: 8,
    }).targets(
      overRange([
        {
          expr: 'sum by (change) (increase(airbnb_insights_rows_stored_total[$__rate_interval]))',
          legend: '{{change}}',
        },
      ]),
    ),
  ],
}
