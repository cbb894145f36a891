import type { MetricsFormat } from '../prometheus/metrics-format.ts'
import { likesBetter } from './accepted-format.ts'

/** The form that an `Accept` header likes best; OpenMetrics, which alone has exemplars, where it is asked for. */
export function acceptedMetricsFormat(accept: string | undefined): MetricsFormat {
  const [open, text] = ['application/openmetrics-text', 'text/plain'] as const
  return likesBetter(accept, open, text) ? open : text
}
