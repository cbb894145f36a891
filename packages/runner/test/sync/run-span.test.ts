import { SpanStatusCode, trace } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { memoryStore, simulatorFor, syncAll } from '../support/sync-bench.ts'
import { recordSpans } from '../traces/recorded-spans.ts'

const WEEK = { lookbackWeeks: 1, lookaheadWeeks: 0, horizonWeeks: 0 }

it('sends no trace along to Airbnb, and is within the span that it is called in', async () => {
  using spans = recordSpans()
  await using store = await memoryStore()
  await using simulator = await simulatorFor(store, { accounts: 1, listings: 1 })
  const sent: string[] = []
  const noting: typeof fetch = (url, init) => {
    sent.push(...new Headers(init?.headers).keys())
    return fetch(url, init)
  }
  const { first } = await trace.getTracer('ours').startActiveSpan('nightly', async (span) => {
    const synced = await syncAll(store, simulator, { ...WEEK, clientOptions: { fetch: noting } })
    span.end()
    return synced
  })
  expect(first.status).toBe('succeeded')
  expect(sent).toContain('cookie')
  expect(sent.filter((name) => /^(traceparent|tracestate|baggage|b3)$/.test(name))).toEqual([])
  const account = spans.getFinishedSpans().find(({ name }) => name === 'sync account')
  const nightly = spans.getFinishedSpans().find(({ name }) => name === 'nightly')
  expect(account?.parentSpanContext?.spanId).toBe(nightly?.spanContext().spanId)
  expect(first.run?.otelTraceId).toBe(nightly?.spanContext().traceId)
})

it('tells why an account could not be synced, without a word of the answer', async () => {
  using spans = recordSpans()
  await using store = await memoryStore()
  await using simulator = await simulatorFor(store, {
    accounts: 1,
    listings: 1,
    faults: [{ kind: 'session_expired', times: Infinity }],
  })
  const { first } = await syncAll(store, simulator, WEEK)
  expect(first.status).toBe('auth_failed')
  const finished = spans.getFinishedSpans()
  const failed = finished.filter(({ status }) => status.code === SpanStatusCode.ERROR)
  expect(failed.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['POST /api/v3/ListingsSectionQuery/{hash}', '401'],
    ['sync account', 'authentication'],
  ])
  expect(failed.flatMap(({ status, events }) => [status.message, ...events]).filter(Boolean)).toEqual([])
})

it('names no trace where nothing is recorded', async () => {
  await using store = await memoryStore()
  await using simulator = await simulatorFor(store, { accounts: 1, listings: 1 })
  const { first } = await syncAll(store, simulator, WEEK)
  expect(first.run?.otelTraceId).toBeNull()
})
