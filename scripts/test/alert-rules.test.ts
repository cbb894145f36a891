import { describe, expect, test } from 'vitest'
import { readFile, readYaml } from './support/deployment-files.ts'
import { exportedMetrics, knownMetrics, metricsIn, operatorMetrics } from './support/exported-metrics.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

interface AlertTest {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[]
}

const rules = readYaml<{ groups: { rules: Rule[] }[] }>('deploy/prometheus/alerts.yml').flatMap(
  ({ groups }) => groups.flatMap((group) => group.rules),
)
const cases = readYaml<{ tests: AlertTest[] }>('deploy/prometheus/alerts.test.yml').flatMap(({ tests }) =>
  tests.flatMap((one) => one.alert_rule_test),
)

const exported = exportedMetrics()
const known = knownMetrics()

/** GitHub's anchors of a page's headings. */
function anchorsOf(page: string): Set<string> {
  const headings = [...readFile(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}

describe.each(rules.map((rule) => [rule.alert, rule] as const))('%s', (alert, rule) => {
  test('asks for metrics that the service exports', () => {
    const metrics = metricsIn(rule.expr)
    expect(metrics.length).toBeGreaterThan(0)
    expect(metrics.filter((metric) => !known.has(metric))).toEqual([])
  })

  test('is described, and leads to a section that says what to do', () => {
    expect(rule.labels).toMatchObject({ severity: expect.stringMatching(/^(critical|warning)$/) })
    expect(Object.keys(rule.annotations)).toEqual(['summary', 'description', 'runbook'])
    const [page = '', anchor = ''] = rule.annotations['runbook']?.split('#') ?? []
    expect(anchorsOf(page)).toContain(anchor)
  })

  test('has a case in which it fires and one in which it does not', () => {
    const outcomes = cases
      .filter(({ alertname }) => alertname === alert)
      .map(({ exp_alerts }) => exp_alerts.length > 0)
    expect(new Set(outcomes)).toEqual(new Set([true, false]))
  })
})

test('every metric of the service is in the table of docs/operating.md', () => {
  const page = readFile('docs/operating.md')
  expect(exported).toContain('airbnb_insights_database_up')
  expect(exported.filter((metric) => !page.includes(`\`${metric.replace('airbnb_insights_', '')}`))).toEqual(
    [],
  )
})

test('every metric of the operator is in the table of docs/operator.md', () => {
  const page = readFile('docs/operator.md')
  const names = operatorMetrics()
  expect(names.length).toBeGreaterThan(10)
  expect(
    names.filter((name) => !page.includes(`\`${name.replace('airbnb_insights_operator_', '')}\``)),
  ).toEqual([])
})
