import type { Writable } from 'node:stream'
import type { Redactor } from './redactor.ts'

/** A text stream that a process writes to: stdout, stderr, or one of a test's own. */
export interface TextStream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

type Written = (error?: Error | null) => void

/** What became of a guarded stream. */
export interface StreamGuard {
  /** The first write that failed for another reason than a reader that went away; what came after it was dropped. */
  readonly failure: NodeJS.ErrnoException | undefined
}

/**
 * Makes everything that is written to a stream from now on, by anyone, pass through the redactor, lets a reader that
 * went away (`… | head`) end the output in silence instead of the process, and keeps in mind that a write failed (a full
 * disk): whoever ends the process says so.
 */
export function guardStream(stream: Writable, redactor: Redactor): StreamGuard {
  const write = stream.write.bind(stream)
  let readerGone = false
  let failure: NodeJS.ErrnoException | undefined
  const onError = (error: NodeJS.ErrnoException | null | undefined): void => {
    if (error == null || readerGone) return
    if (error.code === 'EPIPE') readerGone = true
    else failure ??= error
  }
  stream.on('error', onError)
  stream.write = (
    chunk: unknown,
    encodingOrWritten?: BufferEncoding | Written,
    afterwards?: Written,
  ): boolean => {
    const given = typeof encodingOrWritten === 'function' ? encodingOrWritten : afterwards
    if (readerGone || failure !== undefined) {
      given?.()
      return true
    }
    const written: Written = (error) => {
      onError(error)
      given?.(error)
    }
    const guarded = typeof chunk === 'string' ? redactor.redact(chunk) : chunk
    return typeof encodingOrWritten === 'string'
      ? write(guarded, encodingOrWritten, written)
      : write(guarded, written)
  }
  return {
    get failure() {
      return failure
    },
  }
}
