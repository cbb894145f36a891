import { type Context, ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api'
import { SamplingDecision } from '@opentelemetry/sdk-trace'
import { expect, it } from 'vitest'
import { samplerOf } from '../../src/traces/sampler.ts'

/** One that is in no share but the whole. */
const TRACE = 'ffffffff000000000000000000000000'
const called = (traceFlags: TraceFlags): Context =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: 'b7ad6b7169203331', traceFlags })

const records = (variables: Record<string, string>, context: Context): boolean => {
  const { sampler, misunderstood } = samplerOf(variables)
  expect(misunderstood).toBeNull()
  const { decision } = sampler.shouldSample(context, TRACE, 'sync account', SpanKind.INTERNAL, {}, [])
  return decision === SamplingDecision.RECORD_AND_SAMPLED
}

const [sampled, left] = [called(TraceFlags.SAMPLED), called(TraceFlags.NONE)] as const

it.each<[string, string, readonly [root: boolean, ofSampled: boolean, ofLeft: boolean]]>([
  ['', '', [true, true, false]],
  ['always_on', '', [true, true, true]],
  ['always_off', '', [false, false, false]],
  ['traceidratio', '0.5', [false, false, false]],
  ['traceidratio', '1', [true, true, true]],
  ['parentbased_always_off', '', [false, true, false]],
  ['parentbased_traceidratio', '0.5', [false, true, false]],
  ['PARENTBASED_ALWAYS_ON', '', [true, true, false]],
])('%s %s: of its own, of a caller who records, of one who does not', (name, share, expected) => {
  const variables = {
    ...(name !== '' && { OTEL_TRACES_SAMPLER: name }),
    ...(share !== '' && { OTEL_TRACES_SAMPLER_ARG: share }),
  }
  const asked = [ROOT_CONTEXT, sampled, left].map((context) => records(variables, context))
  expect(asked).toEqual([...expected])
})

it.each([
  ['jaeger_remote', '1'],
  ['traceidratio', 'half'],
  ['traceidratio', '1.5'],
])('%s %s is said to be misunderstood, and everything is recorded', (name, share) => {
  const { sampler, misunderstood } = samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share })
  expect(misunderstood).toContain(name)
  const { decision } = sampler.shouldSample(ROOT_CONTEXT, TRACE, 'sync account', SpanKind.INTERNAL, {}, [])
  expect(decision).toBe(SamplingDecision.RECORD_AND_SAMPLED)
})
