import type { GeneratedFile } from '../generated/generated-files.ts'
import { nightsDashboard } from './nights-dashboard.ts'
import { operationsDashboard } from './operations-dashboard.ts'

/** The dashboards for Grafana: the service as Prometheus sees it, and the nights as the database knows them. */
export function dashboardFiles(): readonly GeneratedFile[] {
  return [operationsDashboard(), nightsDashboard()].map((dashboard) => {
    const built = dashboard.build()
    return {
      path: `deploy/grafana/dashboards/${built.uid ?? ''}.json`,
      text: `${JSON.stringify(built, null, 2)}\n`,
    }
  })
}
