import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  type DashboardBuilder,
  DatasourceVariableBuilder,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'

/** Some panels under a heading. */
export interface DashboardRow {
  readonly heading: string
  readonly panels: readonly PanelBuilder[]
}

/** What all builders of panels have. */
interface PanelBuilder extends Builder<Panel> {
  id(id: number): this
  datasource(datasource: { type: string; uid: string }): this
}

/** Grafana's plug-in of a database, and the dashboard's variable in which one picks one of that kind. */
export interface DashboardSource {
  readonly variable: string
  readonly label: string
  readonly type: string
}

/** How a query or a variable names the data source that is picked. */
export const sourceRef = ({ variable, type }: DashboardSource): { type: string; uid: string } => ({
  type,
  uid: `\${${variable}}`,
})

/** The variable with which one picks the data source: no dashboard names one that only exists elsewhere. */
export const sourceVariable = ({ variable, label, type }: DashboardSource): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder(variable).label(label).type(type)

/** Puts the rows below each other, and numbers their panels, which links to one of them name. */
export function withRows(
  dashboard: DashboardBuilder,
  rows: readonly DashboardRow[],
  source: DashboardSource,
): DashboardBuilder {
  let id = 0
  for (const { heading, panels } of rows) {
    dashboard.withRow(new RowBuilder(heading).id((id += 1)))
    for (const panel of panels) dashboard.withPanel(panel.id((id += 1)).datasource(sourceRef(source)))
  }
  return dashboard
}
