import type { CliContext } from '../cli/cli-context.ts'
import { describeWriteFailure } from '../cli/describe-error.ts'
import { EXIT_CODES, type ExitCode } from '../output/exit-code.ts'
import { guardStream, type StreamGuard } from '../output/guarded-stream.ts'
import { messageOf } from '../output/message-of.ts'
import { Redactor } from '../output/redactor.ts'
import { styleFor } from '../output/style.ts'
import { writeAllBytes } from '../output/write-all-bytes.ts'
import { reportError } from './run-cli.ts'

/** This process as a command sees it, and the way out of it. */
interface CliProcess {
  readonly context: CliContext
  /**
   * Ends the process once all that was written has reached its reader, whatever timers or sockets are still open. Where
   * stdout could not be written whole, it says so, and a good exit code becomes 1.
   */
  readonly leave: (code: ExitCode) => void
}

/**
 * Takes this process over: guarded output, a signal that SIGINT and SIGTERM abort (a second one leaves at once), one
 * line with exit code 1 for an error that escaped everything, and no warnings of libraries but with `--debug`.
 */
export function openProcess(argv: readonly string[], environment: CliContext['environment']): CliProcess {
  const redactor = new Redactor()
  writeAllBytes(process.stdout)
  const stdout = guardStream(process.stdout, redactor)
  guardStream(process.stderr, redactor)
  const context: CliContext = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment,
    cwd: process.cwd(),
    signal: abortOnSignals(),
    redactor,
    outcome: { exitCode: 0, documentPrinted: false, showsStack: argv.includes('--debug') },
  }
  const leave = (code: ExitCode): void => leaveWhenFlushed(code, stdout, environment)
  const escaped = (error: unknown): void => void leaveWithEscaped(error, argv, { context, leave })
  process.on('exit', () => context.outcome.writeRest?.())
  process.on('unhandledRejection', escaped)
  process.on('uncaughtException', escaped)
  onlyWhereAsked(context)
  return { context, leave }
}

/** What a library has to say to its developers is none of the reader's business, and no log line. */
function onlyWhereAsked({ outcome, stderr }: CliContext): void {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    if (outcome.showsStack) stderr.write(`${name}: ${message}\n`)
  })
}

async function leaveWithEscaped(
  cause: unknown,
  argv: readonly string[],
  { context, leave }: CliProcess,
): Promise<void> {
  const helpCommand = 'airbnb-insights --help'
  try {
    leave(await reportError(cause, context, { json: argv.includes('--json'), helpCommand }))
  } catch {
    // Whatever escaped from here would come back here, without end.
    leave(reportBarely(cause, context))
  }
}

/** For an error that cannot be told in full, because the parts that do cannot be loaded, say. */
function reportBarely(error: unknown, { stderr }: CliContext): ExitCode {
  const message = messageOf(error)
  stderr.write(`airbnb-insights: ${message}\n`)
  stderr.write('→ If a part of the program is missing or damaged, install it again.\n')
  return EXIT_CODES.failed
}

function leaveWhenFlushed(code: ExitCode, stdout: StreamGuard, environment: CliContext['environment']): void {
  process.exitCode = code
  process.stdout.write('', () => {
    let left = code
    if (stdout.failure !== undefined) {
      const style = styleFor(process.stderr, environment)
      const { ending, message } = describeWriteFailure(stdout.failure)
      process.stderr.write(`${style('bad', 'airbnb-insights:')} ${message}\n`)
      if (code === 0) left = EXIT_CODES[ending]
    }
    process.stderr.write('', () => process.exit(left))
  })
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT_CODES.cancelled)
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return controller.signal
}
