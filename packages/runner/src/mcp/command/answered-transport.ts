import type { JSONRPCMessage, Transport, TransportSendOptions } from '@modelcontextprotocol/server'

/** A transport that knows what has been asked through it and is not answered yet. */
export class AnsweredTransport implements Transport {
  readonly #inner: Transport
  readonly #open = new Set<string | number>()
  #idle: (() => void) | undefined
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: NonNullable<Transport['onmessage']>

  constructor(inner: Transport) {
    this.#inner = inner
    // The library's transports have no other way to be listened to.
    /* oxlint-disable unicorn/prefer-add-event-listener */
    inner.onmessage = (message, extra) => {
      if ('method' in message && 'id' in message) this.#open.add(message.id)
      if ('method' in message && message.method === 'notifications/cancelled')
        this.#settle(cancelledId(message))
      this.onmessage?.(message, extra)
    }
    inner.onclose = () => this.onclose?.()
    inner.onerror = (error) => this.onerror?.(error)
    /* oxlint-enable unicorn/prefer-add-event-listener */
  }

  /** Resolves once everything that was asked has its answer. */
  async answered(): Promise<void> {
    if (this.#open.size === 0) return
    await new Promise<void>((resolve) => (this.#idle = resolve))
  }

  async start(): Promise<void> {
    await this.#inner.start()
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    await this.#inner.send(message, options)
    if (!('method' in message)) this.#settle(message.id)
  }

  async close(): Promise<void> {
    await this.#inner.close()
  }

  #settle(id: string | number | undefined): void {
    if (id !== undefined) this.#open.delete(id)
    if (this.#open.size === 0) this.#idle?.()
  }
}

function cancelledId(message: JSONRPCMessage): string | number | undefined {
  const params = 'params' in message ? message.params : undefined
  const id = params?.['requestId']
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}
