import { dashboardFiles } from '../../../../scripts/grafana/dashboard-files.ts'

/** A query of a panel, or of a variable. */
export interface DashboardQuery {
  /** The panel's title and the query's letter, or the variable's name. */
  readonly name: string
  readonly kind: 'panel' | 'variable'
  /** PromQL or SQL. */
  readonly text: string
  /** Whether it is asked for a moment (Prometheus) or gives rows and columns (SQL). */
  readonly isTable: boolean
}

interface Target {
  readonly refId: string
  readonly expr?: string
  readonly rawSql?: string
  readonly instant?: boolean
  readonly format?: string
}

interface DashboardJson {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly Target[] }[]
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query?: string }[]
  }
}

/** All queries of a dashboard, as its file holds them. */
export function queriesOf(uid: string): DashboardQuery[] {
  const file = dashboardFiles().find(({ path }) => path.endsWith(`/${uid}.json`))
  if (file === undefined) throw new Error(`There is no dashboard ${uid}`)
  const { panels, templating } = JSON.parse(file.text) as DashboardJson
  return [
    ...templating.list.flatMap(({ name, type, query }) =>
      type === 'query' && query !== undefined
        ? [{ name, kind: 'variable' as const, text: query, isTable: true }]
        : [],
    ),
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr, rawSql, instant, format }) => ({
        name: `${title} (${refId})`,
        kind: 'panel' as const,
        text: expr ?? rawSql ?? '',
        isTable: instant === true || format === 'table',
      })),
    ),
  ]
}
