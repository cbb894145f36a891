import type { CliContext } from '../cli/cli-context.ts'
import { UsageError } from '../output/runner-error.ts'
import { isWithinPaste, PASTE_END, pastedText, pastes } from './pasted-text.ts'

/** All requests of a page come to some MB; a disk image does not fit. */
const LONGEST_PASTE = 16 * 1024 * 1024

/** How a paste is read. */
interface PasteOptions {
  /** Is told once the terminal shows nothing of what is typed: whoever is asked before that pastes onto the screen. */
  readonly onReady: () => void
  /** Whether the text so far, which ends with a line, can be taken as the whole; and whether the terminal marked its end. */
  readonly isWhole: (text: string, isMarked: boolean) => boolean
  /** Is told of each paste that ends where what was copied does not. */
  readonly onIncomplete: () => void
  /** Milliseconds after the end of a marked paste in which another may begin. @defaultValue 250 */
  readonly settleMs?: number
  /**
   * Milliseconds without further text after which a line that ends is taken for the end of a paste that is not marked,
   * and no more is expected of one that was given up.
   *
   * @defaultValue 1500
   */
  readonly quietMs?: number
}

type Terminal = CliContext['stdin'] & { setRawMode?: (raw: boolean) => unknown }

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
/** Asks the terminal to mark where a paste begins and ends. */
const MARK_PASTES = '\u001b[?2004h'
const MARK_NO_PASTES = '\u001b[?2004l'

/**
 * Reads what is pasted into the terminal, without showing it. A slow line hands a paste over in pieces, each
 * of which may look like a whole: it is taken only when the terminal says that the paste has ended, or where it cannot
 * say so at the end of a line that nothing continues; or at Ctrl-D. Whatever comes with it is taken off the terminal,
 * also where it is refused: a line left there would be run by the shell, and be in its history.
 *
 * @throws UsageError for more than 16 MB.
 * @throws the reason of the signal, and an AbortError on Ctrl-C.
 */
export async function readPaste(
  { stdin, stderr, signal }: Pick<CliContext, 'stdin' | 'stderr' | 'signal'>,
  { onReady, isWhole, onIncomplete, settleMs = 250, quietMs = 1500 }: PasteOptions,
): Promise<string> {
  signal.throwIfAborted()
  const terminal: Terminal = stdin
  // Line by line a terminal cuts off what is longer than 4096 bytes, and a cookie is.
  terminal.setRawMode?.(true)
  if (stderr.isTTY === true) stderr.write(MARK_PASTES)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const decoder = new TextDecoder()
  let typed = ''
  let ended = 0
  let settled: NodeJS.Timeout | undefined
  const take = (): void => resolve(pastedText(typed))
  const takeWhole = (): void => {
    const marked = pastes(typed)
    // The end of a marked paste is one of a line as well.
    const text = pastedText(typed) + (typed.endsWith(PASTE_END) ? '\n' : '')
    if (text.endsWith('\n') && isWhole(text, marked > 0)) take()
    else if (marked > ended) onIncomplete()
    ended = marked
  }
  const read = (chunk: Buffer | string): void => {
    clearTimeout(settled)
    typed += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (typed.includes(CTRL_C)) reject(new DOMException('stopped by Ctrl-C', 'AbortError'))
    else if (typed.length > LONGEST_PASTE)
      reject(new UsageError('more than 16 MB was pasted; nothing was stored'))
    else if (isWithinPaste(typed)) return
    else if (typed.includes(CTRL_D)) take()
    else settled = setTimeout(takeWhole, typed.endsWith(PASTE_END) ? settleMs : quietMs)
  }
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  stdin.on('data', read).once('end', take).once('error', reject)
  onReady()
  try {
    return await promise
  } catch (error) {
    if (typed !== '' && typed !== CTRL_C) await swallowRest(stdin, isWithinPaste(typed), quietMs)
    throw error
  } finally {
    clearTimeout(settled)
    signal.removeEventListener('abort', abort)
    stdin.off('data', read).off('end', take).off('error', reject).pause()
    if (stderr.isTTY === true) stderr.write(MARK_NO_PASTES)
    terminal.setRawMode?.(false)
  }
}

/** Waits until no more of a paste comes: its end, a while without a further piece, or another Ctrl-C. */
async function swallowRest(stdin: CliContext['stdin'], withinPaste: boolean, quietMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let quiet = setTimeout(resolve, withinPaste ? 4 * quietMs : quietMs)
  let rest = ''
  const read = (chunk: Buffer | string): void => {
    clearTimeout(quiet)
    // The mark of the end may itself come in pieces.
    rest = (rest + String(chunk)).slice(-16)
    if (String(chunk).includes(CTRL_C) || pastes(rest) > 0) resolve()
    else quiet = setTimeout(resolve, withinPaste ? 4 * quietMs : quietMs)
  }
  stdin.on('data', read).once('end', resolve)
  await promise
  clearTimeout(quiet)
  stdin.off('data', read).off('end', resolve)
}
