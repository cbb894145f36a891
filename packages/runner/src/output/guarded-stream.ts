import type { Writable } from 'node:stream'
import type { Redactor } from './redactor.ts'

/** A text stream that a process writes to: stdout, stderr, or one of a test's own. */
export interface TextStream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

type Written = (error?: Error | null) => void

/**
 * Makes everything that is written to a stream from now on, by anyone, pass through the redactor,
 * and lets a reader that went away (`… | head`) end the output in silence instead of the process.
 */
export function guardStream(stream: Writable, redactor: Redactor): void {
  const write = stream.write.bind(stream)
  let readerGone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    readerGone = true
  })
  stream.write = (
    chunk: unknown,
    encodingOrWritten?: BufferEncoding | Written,
    afterwards?: Written,
  ): boolean => {
    const written = typeof encodingOrWritten === 'function' ? encodingOrWritten : afterwards
    if (readerGone) {
      written?.()
      return true
    }
    const guarded = typeof chunk === 'string' ? redactor.redact(chunk) : chunk
    return typeof encodingOrWritten === 'string'
      ? write(guarded, encodingOrWritten, written)
      : write(guarded, written)
  }
}
