import { filesIn, readFile } from './deployment-files.ts'

/** The names under which the service registers its metrics. */
export function exportedMetrics(): string[] {
  return filesIn('packages/runner/src/serve/prometheus', /\.ts$/).flatMap((file) =>
    [...readFile(file).matchAll(/name: '(airbnb_insights_\w+)'/g)].map(([, name = '']) => name),
  )
}

/** The names under which the operator registers its own. */
export function operatorMetrics(): string[] {
  const text = readFile('packages/runner/src/operator/health/operator-metrics.ts')
  const gauges = [...text.matchAll(/gauge\(\s*'(\w+)'/g)].map(
    ([, name = '']) => `airbnb_insights_operator_${name}`,
  )
  const others = [...text.matchAll(/name: '(airbnb_insights_\w+)'/g)].map(([, name = '']) => name)
  return [...gauges, ...others]
}

/** Every name that PromQL may ask for: those of both, and what a histogram is made of. */
export function knownMetrics(): Set<string> {
  return new Set([
    ...[...exportedMetrics(), ...operatorMetrics()].flatMap((name) => [
      name,
      `${name}_count`,
      `${name}_sum`,
      `${name}_bucket`,
    ]),
    // Prometheus' own, and prom-client's.
    'up',
    'nodejs_eventloop_lag_p99_seconds',
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
  ])
}

/** The metrics that an expression names. */
export function metricsIn(expr: string): string[] {
  return expr.match(/\b(airbnb_insights|nodejs|process)_\w+|\bup\b/g) ?? []
}
