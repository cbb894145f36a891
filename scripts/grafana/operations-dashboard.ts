import { DashboardBuilder, DashboardCursorSync } from '@grafana/grafana-foundation-sdk/dashboard'
import { type DashboardSource, sourceVariable, withRows } from './compose-dashboard.ts'
import { airbnbRow } from './operations/airbnb-row.ts'
import { nowRow } from './operations/now-row.ts'
import { processesRow } from './operations/processes-row.ts'
import { queueRow } from './operations/queue-row.ts'
import { runsRow } from './operations/runs-row.ts'
import { sessionsRow } from './operations/sessions-row.ts'

const PROMETHEUS: DashboardSource = { variable: 'prometheus', label: 'Prometheus', type: 'prometheus' }

/** Whether the service does its job, and where it hangs if it does not. */
export function operationsDashboard(): DashboardBuilder {
  const dashboard = new DashboardBuilder('Airbnb insights: operations')
    .uid('airbnb-insights-operations')
    .description(
      'Runs, requests, queue, sessions and processes of airbnb-insights. What to do about each alert: docs/operating.md.',
    )
    .tags(['airbnb-insights'])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .withVariable(sourceVariable(PROMETHEUS))
  return withRows(dashboard, [nowRow, runsRow, airbnbRow, queueRow, sessionsRow, processesRow], PROMETHEUS)
}
