import type { DashboardRow } from '../compose-dashboard.ts'
import { lines, stackedBars } from '../panels.ts'
import { overRange } from '../prometheus-query.ts'

/** The processes themselves, and the API that they serve. */
export const processesRow: DashboardRow = {
  heading: 'Processes',
  panels: [
    lines({
      title: 'Memory',
      meaning: 'Resident memory of each process. It grows with WORKER_CONCURRENCY, not with the accounts.',
      unit: 'bytes',
      width: 6,
    }).targets(
      overRange([{ expr: 'process_resident_memory_bytes{job="airbnb-insights"}', legend: '{{instance}}' }]),
    ),
    lines({
      title: 'Processor',
      meaning: 'Cores that each process uses; one process cannot use much more than one.',
      width: 6,
    }).targets(
      overRange([
        {
          expr: 'rate(process_cpu_seconds_total{job="airbnb-insights"}[$__rate_interval])',
          legend: '{{instance}}',
        },
      ]),
    ),
    lines({
      title: 'Event loop lag',
      meaning:
        'By how much one timer in a hundred is late. Beyond some seconds leases are lost and runs change hands.',
      unit: 's',
      width: 6,
    }).targets(
      overRange([
        { expr: 'nodejs_eventloop_lag_p99_seconds{job="airbnb-insights"}', legend: '{{instance}}' },
      ]),
    ),
    lines({
      title: 'Database reached',
      meaning: '1 while the database answers a process, 0 while it does not.',
      width: 6,
    }).targets(overRange([{ expr: 'airbnb_insights_database_up', legend: '{{instance}}' }])),
    stackedBars({
      title: 'Requests to the service’s own API',
      meaning:
        'By status, without the probes and Prometheus. 5xx: the log has the error under the request’s id.',
      unit: 'reqps',
      width: 12,
    }).targets(
      overRange([
        {
          expr: 'sum by (status) (rate(airbnb_insights_http_request_duration_seconds_count{route!~"/health.*|/metrics"}[$__rate_interval])) > 0',
          legend: '{{status}}',
        },
      ]),
    ),
    lines({
      title: 'The API’s slowest routes',
      meaning: 'Within how long 19 of 20 requests to a route were answered; exports and event streams last.',
      unit: 's',
      width: 12,
    }).targets(
      overRange([
        {
          expr: 'topk(5, histogram_quantile(0.95, sum by (route, le) (rate(airbnb_insights_http_request_duration_seconds_bucket{route!~"/health.*|/metrics"}[$__rate_interval]))))',
          legend: '{{route}}',
        },
      ]),
    ),
  ],
}
