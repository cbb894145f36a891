import type { CliContext } from '../../cli/cli-context.ts'
import type { ExportTarget } from './export-target.ts'

/** Standard output, at the pace of whoever reads it. Bytes are written as they are: the redactor reads only text. */
export class StandardOutput implements ExportTarget {
  readonly #stdout: CliContext['stdout']
  readonly #signal: AbortSignal
  #readerGone = false
  readonly #onError = (): void => void (this.#readerGone = true)

  constructor({ stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>) {
    this.#stdout = stdout
    this.#signal = signal
    stdout.on('error', this.#onError)
  }

  async write(piece: Uint8Array): Promise<boolean> {
    this.#signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => reject(this.#signal.reason)
      this.#signal.addEventListener('abort', onAbort, { once: true })
      // An error goes to the stream's listeners, too, which know whether it matters.
      this.#stdout.write(piece, () => {
        this.#signal.removeEventListener('abort', onAbort)
        resolve()
      })
    })
    return !this.#readerGone
  }

  async finish(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stdout.off('error', this.#onError)
  }
}
