import type { MetricFailure } from 'airbnb-insights-client'

/** After so many failures in a row a metric is not asked for again in a run. */
const MOST_FAILURES = 3

/** What a failure of one metric leads to. */
export type MetricSetback = 'refused' | 'given_up' | 'failed'

/** How the metrics of one run go that can fail by themselves: what is refused, or fails again and again, is left out. */
export class MetricsInRun {
  readonly #leftOut = new Set<string>()
  readonly #failed = new Set<string>()
  readonly #answered = new Set<string>()
  readonly #inARow = new Map<string, number>()

  /** Whether a metric is still asked for. */
  isAsked(metric: string): boolean {
    return !this.#leftOut.has(metric)
  }

  /** Whether every question for a metric was answered. */
  wentWell(metric: string): boolean {
    return !this.#failed.has(metric)
  }

  /** Whether any question for a metric was answered. */
  wasAnswered(metric: string): boolean {
    return this.#answered.has(metric)
  }

  /** Notes that a metric was answered. */
  answered(metric: string): void {
    this.#answered.add(metric)
    this.#inARow.delete(metric)
  }

  /** Notes that a metric was not answered. */
  failed({ metric, isRefusal }: MetricFailure): MetricSetback {
    this.#failed.add(metric)
    const inARow = (this.#inARow.get(metric) ?? 0) + 1
    this.#inARow.set(metric, inARow)
    if (!isRefusal && inARow < MOST_FAILURES) return 'failed'
    this.#leftOut.add(metric)
    return isRefusal ? 'refused' : 'given_up'
  }
}
