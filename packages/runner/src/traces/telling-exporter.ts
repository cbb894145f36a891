import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from 'insights-transform'

/** Exports spans as another exporter does, and tells once where they cannot be delivered, and once when they can again. */
export class TellingExporter implements SpanExporter {
  readonly #exporter: SpanExporter
  readonly #logger: Logger
  readonly #address: string
  #isAway = false

  /** @param options.address - where the spans go, as it may be shown */
  constructor(exporter: SpanExporter, { logger, address }: { logger: Logger; address: string }) {
    this.#exporter = exporter
    this.#logger = logger
    this.#address = address
  }

  /** Whether the last spans could not be delivered. */
  get isAway(): boolean {
    return this.#isAway
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      this.#tell(result)
      done(result)
    })
  }

  /** Says that what was to be sent has not been delivered, and no more time is left for it. */
  giveUp(): void {
    this.#tell({ code: ExportResultCode.FAILED, error: new Error('no answer in time') })
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.()
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown()
  }

  #tell({ code, error }: ExportResult): void {
    const isAway = code !== ExportResultCode.SUCCESS
    if (isAway === this.#isAway) return
    this.#isAway = isAway
    const address = this.#address
    if (isAway) {
      this.#logger.warn('traces cannot be delivered and are dropped; all else goes on', { address, error })
    } else this.#logger.info('traces are delivered again', { address })
  }
}
