import { context, TraceFlags, trace } from '@opentelemetry/api'
import { Counter, Gauge, Histogram } from 'prom-client'
import { expect, it } from 'vitest'
import { createMetricsRegistry, tellMetrics } from '../../../src/serve/prometheus/metrics-format.ts'
import { observeTraced } from '../../../src/serve/prometheus/observe-traced.ts'
import { recordSpans } from '../../traces/recorded-spans.ts'

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }

it('tells the same numbers in both forms, one after the other, and exemplars in the newer one', async () => {
  using spans = recordSpans()
  expect(spans.getFinishedSpans()).toEqual([])
  const register = createMetricsRegistry()
  const registers = [register]
  new Counter({ name: 'asked_total', help: 'Asked.', labelNames: ['what'], registers }).inc({ what: 'a' }, 2)
  new Gauge({ name: 'waiting', help: 'Waiting.', registers, collect: () => {} }).set(3)
  const took = new Histogram({
    name: 'took_seconds',
    help: 'Took.',
    labelNames: ['what'],
    buckets: [1, 2],
    enableExemplars: true,
    registers,
  })
  const within = (traceFlags: TraceFlags, seconds: number) =>
    context.with(trace.setSpanContext(context.active(), { ...SPAN, traceFlags }), () =>
      observeTraced(took, { what: 'a' }, seconds),
    )
  within(TraceFlags.SAMPLED, 0.5)
  within(TraceFlags.NONE, 1.5)
  observeTraced(took, { what: 'b' }, 0.25)
  for (const turn of ['first', 'again']) {
    expect((await tellMetrics(register, 'text/plain')).split('\n'), turn).toEqual(
      expect.arrayContaining([
        '# TYPE asked_total counter',
        'asked_total{what="a"} 2',
        'waiting 3',
        'took_seconds_bucket{le="1",what="a"} 1',
        'took_seconds_bucket{le="2",what="a"} 2',
      ]),
    )
    const open = await tellMetrics(register, 'application/openmetrics-text')
    expect(open.split('\n')).toEqual(
      expect.arrayContaining(['# TYPE asked counter', 'asked_total{what="a"} 2', 'waiting 3', '# EOF']),
    )
    expect(open.match(/^.* # \{.*$/gm)).toEqual([
      expect.stringMatching(
        /^took_seconds_bucket\{le="1",what="a"\} 1 # \{trace_id="0af7651916cd43dd8448eb211c80319c",span_id="b7ad6b7169203331"\} 0\.5 \d+/,
      ),
    ])
  }
})
