import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'

/** A span as a collector got it. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  /** `''` for the first of its trace. */
  readonly parentSpanId: string
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly events: readonly string[]
  /** Whether its work went wrong. */
  readonly failed: boolean
  /** In milliseconds. */
  readonly duration: number
  /** What made it, and the process that it is of. */
  readonly scope: string
  readonly resource: Readonly<Record<string, AttributeValue>>
}

type AttributeValue = string | number | boolean | null

/** A collector on loopback that takes traces by OTLP over HTTP as protobuf, and keeps them. */
export class OtlpReceiver implements AsyncDisposable {
  readonly spans: ReceivedSpan[] = []
  /** Each body as it came, decompressed: whatever is in it, known here or not. */
  readonly bodies: Buffer[] = []
  /** The headers of each request. */
  readonly headers: (readonly [name: string, value: string])[][] = []
  readonly #server = createServer((request, response) => void this.#take(request, response))

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(request)
    this.headers.push(Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const))
    if (request.url !== '/v1/traces') {
      response.writeHead(404).end()
      return
    }
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
    this.bodies.push(body)
    this.spans.push(...spansIn(body))
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  }

  /** @param port - 0 takes a free one */
  static async start(port = 0): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver()
    receiver.#server.listen(port, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is to be. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${String(port)}`
  }

  named(name: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name)
  }

  /** The span that another is a child of. */
  parentOf(span: ReceivedSpan): ReceivedSpan | undefined {
    return this.spans.find(({ spanId }) => spanId === span.parentSpanId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const
const STATUS_ERROR = 2

/** The fields of a message by their numbers: numbers as they are, everything else as its bytes. */
type Message = ReadonlyMap<number, readonly (bigint | Buffer)[]>

/** The spans of what a collector is sent. */
export function spansIn(body: Buffer): ReceivedSpan[] {
  return messages(readMessage(body), 1).flatMap((ofResource) => {
    const resource = attributesIn(messages(ofResource, 1)[0], 1)
    return messages(ofResource, 2).flatMap((ofScope) => {
      const scope = text(messages(ofScope, 1)[0], 1)
      return messages(ofScope, 2).map((span) => ({ ...spanOf(span), scope, resource }))
    })
  })
}

function spanOf(span: Message): Omit<ReceivedSpan, 'scope' | 'resource'> {
  return {
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentSpanId: hex(span, 4),
    name: text(span, 5),
    kind: KINDS[Number(number(span, 6))] ?? 'internal',
    duration: Number(number(span, 8) - number(span, 7)) / 1e6,
    attributes: attributesIn(span, 9),
    events: messages(span, 11).map((event) => text(event, 2)),
    links: messages(span, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    failed: messages(span, 15).some((status) => Number(number(status, 3)) === STATUS_ERROR),
  }
}

function attributesIn(message: Message | undefined, field: number): Record<string, AttributeValue> {
  const pairs = message === undefined ? [] : messages(message, field)
  return Object.fromEntries(pairs.map((pair) => [text(pair, 1), valueIn(messages(pair, 2)[0])]))
}

/** The one of its fields that is there says what it is. */
function valueIn(message: Message | undefined): AttributeValue {
  if (message === undefined) return null
  if (message.has(1)) return text(message, 1)
  if (message.has(2)) return number(message, 2) === 1n
  if (message.has(3)) return Number(BigInt.asIntN(64, number(message, 3)))
  const [double] = message.get(4) ?? []
  return Buffer.isBuffer(double) ? double.readDoubleLE() : null
}

const messages = (message: Message, field: number): Message[] =>
  (message.get(field) ?? []).flatMap((value) => (Buffer.isBuffer(value) ? [readMessage(value)] : []))

const bytes = (message: Message | undefined, field: number): Buffer => {
  const [value] = message?.get(field) ?? []
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}

const text = (message: Message | undefined, field: number): string => bytes(message, field).toString('utf8')
const hex = (message: Message, field: number): string => bytes(message, field).toString('hex')

/** A number of whatever width. */
const number = (message: Message, field: number): bigint => {
  const [value = 0n] = message.get(field) ?? []
  return Buffer.isBuffer(value) ? value.readBigUInt64LE() : value
}

/** Reads the wire format of protobuf, for which no schema is needed. */
function readMessage(from: Buffer): Message {
  const fields = new Map<number, (bigint | Buffer)[]>()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(from.readUInt8(at++))
      value |= (byte & 0x7fn) << shift
      if (byte < 0x80n) return value
    }
  }
  const take = (length: number): Buffer => from.subarray(at, (at += length))
  while (at < from.length) {
    const tag = Number(varint())
    const wire = tag & 7
    const value = wire === 0 ? varint() : take(wire === 2 ? Number(varint()) : wire === 1 ? 8 : 4)
    const field = tag >>> 3
    fields.set(field, [...(fields.get(field) ?? []), value])
  }
  return fields
}
