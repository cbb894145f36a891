import type { DashboardRow } from '../compose-dashboard.ts'
import { numbers, table } from '../panels.ts'
import { atTheEnd } from '../prometheus-query.ts'

/** What one looks at first. Gauges that all processes read from the database are the same on each: `max`, never `sum`. */
export const nowRow: DashboardRow = {
  heading: 'Now',
  panels: [
    numbers(
      {
        title: 'Accounts overdue',
        meaning:
          'Accounts whose session works and whose last complete sync is more than 26 hours ago. Anything but 0 means that the service does not do its job: what was known on a missed day cannot be had later.',
        width: 4,
      },
      { badAt: 1 },
    ).targets(atTheEnd([{ expr: 'max(airbnb_insights_accounts_overdue)', legend: 'overdue' }])),
    numbers(
      {
        title: 'Accounts that need a new cookie',
        meaning: 'Airbnb has refused their sessions; they are left alone until they get a new one.',
        width: 4,
      },
      { warnAt: 1 },
    ).targets(atTheEnd([{ expr: 'max(airbnb_insights_accounts{state="expired"})', legend: 'expired' }])),
    numbers(
      {
        title: 'Sessions about to end',
        meaning: 'They still work and probably will not for long: a new cookie now, and no day is missed.',
        width: 4,
      },
      { warnAt: 1 },
    ).targets(atTheEnd([{ expr: 'max(airbnb_insights_sessions_ending)', legend: 'about to end' }])),
    numbers({
      title: 'First of them ends in',
      meaning:
        'Going by its last renewal and by earlier sessions of its account; below zero where it is overdue. Empty where nothing speaks for any time.',
      unit: 's',
      width: 4,
    }).targets(
      atTheEnd([
        {
          expr: 'min(airbnb_insights_sessions_soonest_end_timestamp_seconds) - time()',
          legend: 'first end',
        },
      ]),
    ),
    numbers(
      {
        title: 'Oldest due run waits',
        meaning: 'For how long the oldest due run has been waiting for a worker. Hours mean too few workers.',
        unit: 's',
        width: 4,
      },
      { warnAt: 1800, badAt: 7200 },
    ).targets(atTheEnd([{ expr: 'max(airbnb_insights_queue_oldest_seconds)', legend: 'oldest' }])),
    numbers({
      title: 'Processes that answer',
      meaning: 'Processes whose metrics Prometheus could read. One fewer than you started: look at its log.',
      width: 4,
    }).targets(atTheEnd([{ expr: 'sum(up{job="airbnb-insights"})', legend: 'processes' }])),
    table({
      title: 'Alerts',
      meaning:
        'What the rules of deploy/prometheus/alerts.yml say now: pending is not told to anybody yet. docs/operating.md has a section for each.',
      width: 24,
    })
      .height(5)
      .targets(
        atTheEnd([
          {
            expr: 'count by (alertname, severity, alertstate) (ALERTS{alertname=~"AirbnbInsights.+"})',
            legend: '{{alertname}}',
          },
        ]),
      )
      .withTransformation({
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          indexByName: { alertname: 0, severity: 1, alertstate: 2, Value: 3 },
          renameByName: { alertname: 'alert', alertstate: 'state', Value: 'how many' },
        },
      }),
  ],
}
