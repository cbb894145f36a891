import { describe, expect, test } from 'vitest'
import { dashboardFiles } from '../grafana/dashboard-files.ts'
import { filesIn, readYaml } from './support/deployment-files.ts'
import { exportedMetrics, knownMetrics, metricsIn } from './support/exported-metrics.ts'

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: { readonly type: string; readonly uid: string }
  readonly targets?: readonly { readonly expr?: string; readonly rawSql?: string }[]
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
}

interface Dashboard {
  readonly uid: string
  readonly panels: readonly Panel[]
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: string }[]
  }
}

const dashboards = dashboardFiles().map(({ text }) => JSON.parse(text) as Dashboard)
const drawn = ({ panels }: Dashboard) => panels.filter(({ type }) => type !== 'row')

/** The cells of the grid that a panel covers. */
const cellsOf = ({ gridPos: { x, y, w, h } }: Panel): string[] =>
  Array.from({ length: w * h }, (_, cell) => `${String(x + (cell % w))},${String(y + Math.floor(cell / w))}`)

describe.each(dashboards)('$uid', (dashboard) => {
  test('says of every panel what it means', () => {
    const panels = drawn(dashboard)
    expect(panels.length).toBeGreaterThan(5)
    expect(panels.filter(({ description = '' }) => description.length < 40)).toEqual([])
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    expect(panels.filter(({ targets = [] }) => targets.length === 0)).toEqual([])
  })

  test('lays its panels side by side, without gaps in a row and none above another', () => {
    const cells = dashboard.panels.flatMap(cellsOf)
    expect(new Set(cells).size).toBe(cells.length)
    const rows = Map.groupBy(dashboard.panels, ({ gridPos: { y } }) => y)
    for (const panels of rows.values())
      expect(panels.reduce((sum, { gridPos }) => sum + gridPos.w, 0)).toBe(24)
  })

  test('takes its data sources from what is picked above it, of a kind that compose provisions', () => {
    const { list } = dashboard.templating
    const [provisioned] = readYaml<{ datasources: { type: string }[] }>(
      'deploy/grafana/provisioning/datasources/airbnb-insights.yml',
    )
    const kinds = provisioned?.datasources.map(({ type }) => type)
    for (const { datasource } of drawn(dashboard)) {
      const variable = list.find(({ name }) => datasource?.uid === `\${${name}}`)
      expect(variable).toMatchObject({ type: 'datasource', query: datasource?.type })
      expect(kinds).toContain(datasource?.type)
    }
  })
})

test('the files of the dashboards are these and no other, and all of them are in the ConfigMap', () => {
  const files = dashboardFiles().map(({ path }) => path)
  expect(filesIn('deploy/grafana/dashboards', /\.json$/).toSorted()).toEqual(files.toSorted())
  const [kustomization] = readYaml<{ configMapGenerator: { files: string[] }[] }>(
    'deploy/grafana/kustomization.yaml',
  )
  const mapped = kustomization?.configMapGenerator.flatMap((map) => map.files)
  expect(mapped?.map((file) => `deploy/grafana/${file}`).toSorted()).toEqual(files.toSorted())
})

test('the operations dashboard asks for metrics that the service exports, and leaves none of them out', () => {
  const [operations] = dashboards
  const asked = (operations?.panels ?? []).flatMap(({ targets = [] }) =>
    targets.flatMap(({ expr = '' }) => metricsIn(expr)),
  )
  const known = knownMetrics()
  expect(asked.filter((metric) => !known.has(metric))).toEqual([])
  const left = exportedMetrics().filter((name) => !asked.some((metric) => metric.startsWith(name)))
  expect(left).toEqual([])
})
