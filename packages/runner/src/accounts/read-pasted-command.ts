import type { CliContext } from '../cli/cli-context.ts'
import { LONGEST_INPUT } from '../cli/read-input.ts'
import { UsageError } from '../output/runner-error.ts'
import { pastedText } from './pasted-text.ts'

/** How a pasted command is read. */
export interface PasteOptions {
  /** Whether the text so far can be taken as the whole command. */
  readonly isWhole: (text: string) => boolean
  /** Milliseconds without further text after which it is looked whether the command is whole. @defaultValue 250 */
  readonly settleMs?: number
}

type Terminal = CliContext['stdin'] & { setRawMode?: (raw: boolean) => unknown }

/**
 * Reads a command that is pasted into the terminal, without showing it: until it is whole and nothing more comes,
 * or Ctrl-D. What came with it is taken off the terminal: a line left there would be run by the shell.
 *
 * @throws UsageError for more than 16 MB.
 * @throws the reason of the signal, and an AbortError on Ctrl-C.
 */
export async function readPastedCommand(
  { stdin, signal }: Pick<CliContext, 'stdin' | 'signal'>,
  { isWhole, settleMs = 250 }: PasteOptions,
): Promise<string> {
  signal.throwIfAborted()
  const terminal: Terminal = stdin
  // Line by line a terminal cuts off what is longer than 4096 bytes, and a cookie is.
  terminal.setRawMode?.(true)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const decoder = new TextDecoder()
  let typed = ''
  let settled: NodeJS.Timeout | undefined
  const take = (): void => resolve(pastedText(typed))
  const takeWhole = (): void => {
    if (isWhole(pastedText(typed))) take()
  }
  const read = (chunk: Buffer | string): void => {
    clearTimeout(settled)
    typed += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (typed.includes('\u0003')) reject(new DOMException('stopped by Ctrl-C', 'AbortError'))
    else if (typed.length > LONGEST_INPUT)
      reject(new UsageError('more than 16 MB was pasted; nothing was stored'))
    else if (typed.includes('\u0004')) take()
    else settled = setTimeout(takeWhole, settleMs)
  }
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  stdin.on('data', read).once('end', take).once('error', reject)
  try {
    return await promise
  } finally {
    clearTimeout(settled)
    signal.removeEventListener('abort', abort)
    stdin.off('data', read).off('end', take).off('error', reject).pause()
    terminal.setRawMode?.(false)
  }
}
