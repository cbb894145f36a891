import {
  CustomVariableBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { type DashboardSource, sourceRef, sourceVariable, withRows } from './compose-dashboard.ts'
import { aheadRow } from './nights/ahead-row.ts'
import { funnelRow } from './nights/funnel-row.ts'
import { marketRow } from './nights/market-row.ts'
import { paceRow } from './nights/pace-row.ts'
import { summaryRow } from './nights/summary-row.ts'

const DATABASE: DashboardSource = {
  variable: 'database',
  label: 'Database',
  type: 'grafana-postgresql-datasource',
}

const ACCOUNTS = `
SELECT account_id AS __value, coalesce(name, account_id) AS __text
FROM accounts WHERE deleted_at IS NULL ORDER BY 2`

const LISTINGS = `
SELECT airbnb_listing_id AS __value,
  concat_ws(' …', max(airbnb_internal_name), right(airbnb_listing_id, 4)) AS __text
FROM weeks WHERE account_id = \${account:sqlstring} GROUP BY airbnb_listing_id ORDER BY 2`

const asked = (name: string, label: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(sourceRef(DATABASE))
    .query(query.trim())
    .definition(query.trim())
    .refresh(VariableRefresh.OnDashboardLoad)

/**
 * What a host wants to know of the nights of a stay: time runs over nights and weeks of nights, not over the days on which
 * somebody looked. The names of the views are looked up in the role's `search_path`.
 */
export function nightsDashboard(): DashboardBuilder {
  const dashboard = new DashboardBuilder('Airbnb insights: nights')
    .uid('airbnb-insights-nights')
    .description(
      'Nights ahead, pace, similar listings and the way from search to booking. Every date is the night of a stay: what the numbers mean is told in docs/dashboards.md.',
    )
    .tags(['airbnb-insights'])
    .time({ from: 'now-6w', to: 'now+12w' })
    .timezone('utc')
    .weekStart('sunday')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .withVariable(sourceVariable(DATABASE))
    .withVariable(asked('account', 'Account', ACCOUNTS))
    .withVariable(asked('listing', 'Listings', LISTINGS).multi(true).includeAll(true))
    .withVariable(
      new CustomVariableBuilder('days')
        .label('Pace of the last … days')
        .values('1,7,14,28')
        .current({ text: '7', value: '7' }),
    )
  return withRows(dashboard, [summaryRow, aheadRow, paceRow, marketRow, funnelRow], DATABASE)
}
