import { describe, expect, test } from 'vitest'
import { readFile, readYaml } from './support/deployment-files.ts'
import { METRICS } from './support/service-metrics.ts'

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

const known = new Set([
  ...METRICS.flatMap((name) => [name, `${name}_count`, `${name}_sum`, `${name}_bucket`]),
  // Prometheus' own, and prom-client's.
  'up',
  'nodejs_eventloop_lag_p99_seconds',
])

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
    const metrics = rule.expr.match(/\b(airbnb_insights|nodejs|process)_\w+|\bup\b/g) ?? []
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
  expect(METRICS).toContain('airbnb_insights_database_up')
  expect(METRICS.filter((metric) => !page.includes(`\`${metric.replace('airbnb_insights_', '')}`))).toEqual(
    [],
  )
})
