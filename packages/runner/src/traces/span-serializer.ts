import type { Attributes } from '@opentelemetry/api'
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { ProtobufWriter } from './protobuf-writer.ts'
import { WrittenAttributes } from './written-attributes.ts'

/** The numbers of the fields that are written, as `opentelemetry/proto` gives them for each message. */
const REQUEST = { resourceSpans: 1 } as const
const RESOURCE_SPANS = { resource: 1, scopeSpans: 2, schemaUrl: 3 } as const
const RESOURCE = { attributes: 1, droppedAttributes: 2 } as const
const SCOPE_SPANS = { scope: 1, spans: 2, schemaUrl: 3 } as const
const SCOPE = { name: 1, version: 2 } as const
const SPAN = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  start: 7,
  end: 8,
  attributes: 9,
  droppedAttributes: 10,
  droppedEvents: 12,
  droppedLinks: 14,
  status: 15,
  flags: 16,
} as const
const STATUS = { code: 3 } as const

/** A span's flags hold these beside those of its trace. */
const KNOWS_IF_REMOTE = 0x100
const IS_REMOTE = 0x200

/**
 * Serializes spans to the same bytes as OpenTelemetry's own serializer, in a fraction of its time: the spans of a sync
 * differ in little, so that most attributes are copied as they were written before. Spans that are not plain, with links,
 * events or attributes of many values, it leaves to that one.
 */
export class SpanSerializer {
  readonly #writer = new ProtobufWriter()
  readonly #attributes = new WrittenAttributes(this.#writer)

  serializeRequest(spans: readonly ReadableSpan[]): Uint8Array {
    const { plain = [], other = [] } = Object.groupBy(spans, (span) => (isPlain(span) ? 'plain' : 'other'))
    const written = this.#write(plain)
    const left = other.length === 0 ? undefined : ProtobufTraceSerializer.serializeRequest(other)
    // Of what a message repeats, the fields of two of them are those of one.
    return left === undefined ? written : Buffer.concat([written, left])
  }

  deserializeResponse(answer: Uint8Array) {
    return ProtobufTraceSerializer.deserializeResponse(answer)
  }

  #write(spans: readonly ReadableSpan[]): Buffer {
    const writer = this.#writer
    writer.clear()
    for (const [resource, ofResource] of Map.groupBy(spans, (span) => span.resource)) {
      const resourceSpans = writer.begin(REQUEST.resourceSpans)
      const described = writer.begin(RESOURCE_SPANS.resource)
      this.#attributes.write(RESOURCE.attributes, resource.attributes)
      writer.integer(RESOURCE.droppedAttributes, 0)
      writer.end(described)
      for (const [scope, ofScope] of Map.groupBy(ofResource, (span) => span.instrumentationScope)) {
        const scopeSpans = writer.begin(RESOURCE_SPANS.scopeSpans)
        const named = writer.begin(SCOPE_SPANS.scope)
        writer.text(SCOPE.name, scope.name)
        if (scope.version) writer.text(SCOPE.version, scope.version)
        writer.end(named)
        for (const span of ofScope) this.#writeSpan(span)
        if (scope.schemaUrl) writer.text(SCOPE_SPANS.schemaUrl, scope.schemaUrl)
        writer.end(scopeSpans)
      }
      if (resource.schemaUrl) writer.text(RESOURCE_SPANS.schemaUrl, resource.schemaUrl)
      writer.end(resourceSpans)
    }
    return writer.copyFrom(0)
  }

  #writeSpan(span: ReadableSpan): void {
    const writer = this.#writer
    const { traceId, spanId, traceFlags } = span.spanContext()
    const parent = span.parentSpanContext
    const written = writer.begin(SCOPE_SPANS.spans)
    writer.hex(SPAN.traceId, traceId)
    writer.hex(SPAN.spanId, spanId)
    if (parent !== undefined) writer.hex(SPAN.parentSpanId, parent.spanId)
    writer.text(SPAN.name, span.name)
    // Protobuf's 0 is a kind that nobody has told.
    writer.integer(SPAN.kind, span.kind + 1)
    writer.nanoseconds(SPAN.start, span.startTime)
    writer.nanoseconds(SPAN.end, span.endTime)
    this.#attributes.write(SPAN.attributes, span.attributes)
    writer.integer(SPAN.droppedAttributes, span.droppedAttributesCount)
    writer.integer(SPAN.droppedEvents, span.droppedEventsCount)
    writer.integer(SPAN.droppedLinks, span.droppedLinksCount)
    const status = writer.begin(SPAN.status)
    writer.integer(STATUS.code, span.status.code)
    writer.end(status)
    writer.fixed32(SPAN.flags, traceFlags | KNOWS_IF_REMOTE | (parent?.isRemote ? IS_REMOTE : 0))
    writer.end(written)
  }
}

function isPlain(span: ReadableSpan): boolean {
  return (
    span.links.length === 0 &&
    span.events.length === 0 &&
    span.status.message === undefined &&
    span.spanContext().traceState === undefined &&
    areAllPlain(span.attributes) &&
    areAllPlain(span.resource.attributes)
  )
}

function areAllPlain(attributes: Attributes): boolean {
  for (const name in attributes) if (!WrittenAttributes.canWrite(attributes[name])) return false
  return true
}
