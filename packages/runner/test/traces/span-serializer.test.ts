import {
  type Attributes,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { TraceState } from '@opentelemetry/core'
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { expect, it } from 'vitest'
import { type ReceivedSpan, spansIn } from '../../../../scripts/otlp-receiver.ts'
import { SpanSerializer } from '../../src/traces/span-serializer.ts'

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }

/** The spans that are made, and ended, by tracers of a process that says such things of itself. */
function spansOf(
  make: (tracer: Tracer, other: Tracer) => void,
  resource = resourceFromAttributes({ 'service.name': 'nightly' }),
): ReadableSpan[] {
  const exporter = new InMemorySpanExporter()
  const spanProcessors = [new SimpleSpanProcessor({ exporter })]
  const provider = new TracerProvider({ spanProcessors, resource })
  const schemaUrl = 'https://opentelemetry.io/schemas/1.40.0'
  make(provider.getTracer('ours'), provider.getTracer('theirs', '2.1.0', { schemaUrl }))
  return exporter.getFinishedSpans()
}

const bySpanId = (one: ReceivedSpan, other: ReceivedSpan): number => (one.spanId < other.spanId ? -1 : 1)
const told = (bytes: Uint8Array | undefined) => spansIn(Buffer.from(bytes ?? []))
const ofOne = (attributes: Attributes) =>
  spansOf((tracer) => tracer.startSpan('sync listing', { attributes }).end())

it.each<[string, ReadableSpan[]]>([
  ['none', []],
  ['one that says nothing', spansOf((tracer) => tracer.startSpan('').end())],
  [
    'texts',
    ofOne({ empty: '', short: 'Ferienhütte 🏡 \ud800', long: 'x'.repeat(300), longer: 'ü'.repeat(20_000) }),
  ],
  [
    'numbers and truths',
    ofOne({ none: 0, byte: 127, two: 128, most: Number.MAX_SAFE_INTEGER, yes: true, no: false }),
  ],
  [
    'values alike',
    ofOne({ number: 1, text: '1', truth: true, zero: 0, minus: -0, falsehood: false, empty: '' }),
  ],
  [
    'one that failed, each kind, in the trace of somebody far away or near',
    spansOf((tracer, other) => {
      for (const isRemote of [true, false, undefined]) {
        const caller = trace.setSpanContext(
          ROOT_CONTEXT,
          isRemote === undefined ? CALLER : { ...CALLER, isRemote },
        )
        for (const kind of [
          SpanKind.INTERNAL,
          SpanKind.SERVER,
          SpanKind.CLIENT,
          SpanKind.PRODUCER,
          SpanKind.CONSUMER,
        ]) {
          const span = other.startSpan('begin run', { kind }, caller)
          span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
          tracer
            .startSpan('plan run', { kind, startTime: [1_776_211_200, 999_999_999] }, caller)
            .end([2 ** 33, 1])
        }
      }
    }),
  ],
  [
    'more values of an attribute than are kept',
    spansOf((tracer) => {
      for (let at = 0; at < 300; at++)
        tracer.startSpan('commit listing', { attributes: { at, listing: `9000000${at % 150}` } }).end()
    }),
  ],
  [
    'those of two processes',
    [
      ...spansOf((tracer) => tracer.startSpan('insert sync').end(), defaultResource()),
      ...spansOf((tracer) => tracer.startSpan('process sync').end()),
    ],
  ],
])('gives the bytes that OpenTelemetry itself gives: %s', (_what, spans) => {
  const serializer = new SpanSerializer()
  const expected = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? [])
  // The second time by what was kept of the first.
  const [first, second] = [serializer.serializeRequest(spans), serializer.serializeRequest(spans)]
  expect(Buffer.from(first).equals(expected)).toBe(true)
  expect(Buffer.from(second).equals(expected)).toBe(true)
})

it('tells of spans that are not plain what OpenTelemetry tells, beside those that are', () => {
  const plain = ofOne({ weeks: 31 })
  const state = { ...CALLER, traceState: new TraceState('vendor=1') }
  const others = [
    ...ofOne({ below: -1 }),
    ...ofOne({ share: 0.5 }),
    ...ofOne({ huge: 2 ** 60 }),
    ...ofOne({ list: ['a', 'b'] }),
    ...ofOne({ bytes: new Uint8Array([1, 2]) }),
    ...ofOne({ nothing: null }),
    ...ofOne({ within: { a: 1 } }),
    ...spansOf((tracer) => tracer.startSpan('linked', { links: [{ context: CALLER }] }).end()),
    ...spansOf((tracer) => tracer.startSpan('told').addEvent('halfway', { done: 1 }).end()),
    ...spansOf((tracer) =>
      tracer.startSpan('failed').setStatus({ code: SpanStatusCode.ERROR, message: 'why' }).end(),
    ),
    ...spansOf((tracer) => tracer.startSpan('called', {}, trace.setSpanContext(ROOT_CONTEXT, state)).end()),
    ...spansOf(
      (tracer) => tracer.startSpan('started').end(),
      resourceFromAttributes({ 'process.command_args': ['a'] }),
    ),
  ]
  for (const span of others) {
    const mixed = [span, ...plain]
    const expected = told(ProtobufTraceSerializer.serializeRequest(mixed))
    expect(expected).toHaveLength(2)
    const given = told(new SpanSerializer().serializeRequest(mixed))
    expect(given.toSorted(bySpanId)).toEqual(expected.toSorted(bySpanId))
  }
})

it('does not touch again what it gave', () => {
  const serializer = new SpanSerializer()
  const first = serializer.serializeRequest(ofOne({ weeks: 31 }))
  const before = Buffer.from(first)
  serializer.serializeRequest(ofOne({ weeks: 12 }))
  expect(before.equals(first)).toBe(true)
})
