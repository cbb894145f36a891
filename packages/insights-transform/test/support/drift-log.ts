import type { Drift } from 'insights-transform'

/** An `onDrift` that keeps what it is told. */
export function driftLog() {
  const drifts: Drift[] = []
  return {
    onDrift: (drift: Drift) => {
      drifts.push(drift)
    },
    drifts,
    /** What was told, in short: kind and name. */
    told: () => drifts.map(({ kind, name }) => [kind, name]),
  }
}
