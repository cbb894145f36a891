import type { DashboardRow } from '../compose-dashboard.ts'
import { lines } from '../panels.ts'
import { overRange } from '../prometheus-query.ts'

/** What waits, for a worker or for the database. */
export const queueRow: DashboardRow = {
  heading: 'Queue and database',
  panels: [
    lines({
      title: 'Queue',
      meaning:
        'Runs that are queued (due, and nobody has taken them), active, or waiting for a later attempt. Queued ones that stay: add workers, or raise WORKER_CONCURRENCY. At work here: what the processes that Prometheus reads carry out; fewer than active means that one of them does not answer.',
      width: 6,
    }).targets(
      overRange([
        { expr: 'max by (state) (airbnb_insights_queue_depth)', legend: '{{state}}' },
        { expr: 'sum(airbnb_insights_sync_runs_active)', legend: 'at work here' },
      ]),
    ),
    lines({
      title: 'Oldest due run, last look for what is due',
      meaning:
        'For how long the oldest due run has been waiting, and how long ago any worker last looked for accounts that are due: usually some seconds.',
      unit: 's',
      width: 6,
    }).targets(
      overRange([
        { expr: 'max(airbnb_insights_queue_oldest_seconds)', legend: 'oldest due run' },
        {
          expr: 'time() - max(airbnb_insights_scheduler_last_pass_timestamp_seconds)',
          legend: 'last look',
        },
      ]),
    ),
    lines({
      title: 'Database pool in use',
      meaning:
        'Which part of its connections each process uses, and how many queries wait for one (on the right). At 100 % and waiting: raise DATABASE_POOL_MAX or lower WORKER_CONCURRENCY.',
      unit: 'percentunit',
      width: 6,
    })
      .targets(
        overRange([
          {
            expr: 'airbnb_insights_database_pool_connections{state="busy"} / ignoring(state) airbnb_insights_database_pool_size',
            legend: '{{instance}}',
          },
          {
            expr: 'sum(airbnb_insights_database_pool_connections{state="waiting"})',
            legend: 'queries that wait',
          },
        ]),
      )
      .overrideByName('queries that wait', [
        { id: 'unit', value: 'short' },
        { id: 'custom.axisPlacement', value: 'right' },
      ]),
    lines({
      title: 'Replica behind',
      meaning:
        'How many seconds the replica of DATABASE_READ_URL is behind, by each process that reads from it, and how many of these read the database itself instead (on the right): it is further behind than DATABASE_READ_MAX_LAG_SECONDS, or away. Empty where there is none.',
      unit: 's',
      width: 6,
    })
      .targets(
        overRange([
          { expr: 'airbnb_insights_replica_lag_seconds', legend: '{{instance}}' },
          {
            expr: 'count(airbnb_insights_replica_read) - sum(airbnb_insights_replica_read)',
            legend: 'do not read it',
          },
        ]),
      )
      .overrideByName('do not read it', [
        { id: 'unit', value: 'short' },
        { id: 'custom.axisPlacement', value: 'right' },
      ]),
  ],
}
