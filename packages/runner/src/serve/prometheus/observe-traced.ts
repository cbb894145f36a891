import type { Histogram, LabelValues } from 'prom-client'
import { exemplarLabels } from '../../output/trace-fields.ts'

/** Observes a value, with the trace that the caller is in as its exemplar. */
export function observeTraced<Label extends string>(
  histogram: Histogram<Label>,
  labels: LabelValues<Label>,
  value: number,
): void {
  const exemplar: Record<string, string> | undefined = exemplarLabels()
  // Its types know no other labels of an exemplar than the histogram's own.
  const observed: Histogram = histogram
  observed.observe({ labels, value, ...(exemplar && { exemplarLabels: exemplar }) })
}
