import { Registry } from 'prom-client'

/** A form that the numbers are told in, by its media type. */
export type MetricsFormat = 'text/plain' | 'application/openmetrics-text'

/** The whole media type of each form. */
export const METRICS_CONTENT_TYPES = {
  'text/plain': Registry.PROMETHEUS_CONTENT_TYPE,
  'application/openmetrics-text': Registry.OPENMETRICS_CONTENT_TYPE,
} as const

/** What all metrics are made in: exemplars are only for the newer form. It is never told itself. */
export type MetricsRegistry = Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>

/** Makes an empty one. */
export function createMetricsRegistry(): MetricsRegistry {
  const register: MetricsRegistry = new Registry()
  register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  return register
}

/** All numbers in a form. */
export async function tellMetrics(register: MetricsRegistry, format: MetricsFormat): Promise<string> {
  const told = new Registry<(typeof METRICS_CONTENT_TYPES)[MetricsFormat]>()
  told.setContentType(METRICS_CONTENT_TYPES[format])
  for (const { name } of register.getMetricsAsArray()) {
    const metric = register.getSingleMetric(name)
    // The newer form takes `_total` off the names of counters, for good: it gets names of its own to do that to.
    if (metric) told.registerMetric(Object.create(metric, { name: { value: name, writable: true } }))
  }
  return await told.metrics()
}
