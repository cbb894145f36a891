import { CommanderError } from 'commander'
import { isRunnerError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'
import type { ErrorDescription } from './error-description.ts'

/** What is known beside the error. */
interface DescribeErrorOptions {
  /** Whether the command was told to stop. @defaultValue false */
  readonly cancelled?: boolean
  /** Whose session it was, so that the hint can name it. */
  readonly accountId?: string | undefined
}

/** Says in one or two lines what an error means and what to do about it; code `unexpected` for an error nobody foresaw. */
export async function describeError(
  error: unknown,
  { cancelled = false, accountId }: DescribeErrorOptions = {},
): Promise<ErrorDescription> {
  if (error instanceof CommanderError) {
    return { ending: 'usage', code: 'usage', message: commanderMessage(error) }
  }
  if (isRunnerError(error)) {
    const { code } = error
    const ending = code === 'usage' || code === 'configuration' || code === 'paused' ? code : 'failed'
    return { ending, code: error.code, message: error.message, hint: error.hint }
  }
  const unwritten = describeUnwritten(error)
  if (unwritten !== undefined) return unwritten
  // Loaded only now: nothing but a command that uses them can have thrown their errors.
  const { describeStoreError } = await import('./describe-store-error.ts')
  const { describeClientError } = await import('./describe-client-error.ts')
  return (
    describeStoreError(error) ??
    describeClientError(error, accountId) ??
    describeAbort(error, cancelled) ?? { ending: 'failed', code: 'unexpected', message: firstLine(error) }
  )
}

/** commander writes `error: unknown option '--x'` and a suggestion on a second line. */
function commanderMessage({ message }: CommanderError): string {
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace('(Did you mean', '(did you mean')
}

/** After Ctrl-C, whatever a torn connection or an interrupted wait threw is the cancellation. */
function describeAbort(error: unknown, cancelled: boolean): ErrorDescription | undefined {
  const aborted = error instanceof Error && error.name === 'AbortError'
  return aborted || cancelled ? { ending: 'cancelled', code: 'cancelled', message: 'cancelled' } : undefined
}

/** A file that has no place to go. */
function describeUnwritten(error: unknown): ErrorDescription | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  if (error.syscall !== 'write' || (error.code !== 'ENOSPC' && error.code !== 'EDQUOT')) return undefined
  return describeWriteFailure(error)
}

/** Output that was not written whole, such as stdout on a full disk. */
export function describeWriteFailure(error: Error): ErrorDescription {
  const code = systemErrorText(error)
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? `there is no space left (${code})` : code
  return { ending: 'failed', code: 'not_written', message: `the output could not be written whole: ${why}` }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return text.split('\n', 1)[0] ?? text
}
