import type { CliContext } from '../cli/cli-context.ts'
import { EXIT_CODES, type ExitCode } from '../output/exit-code.ts'
import { guardStream } from '../output/guarded-stream.ts'
import { Redactor } from '../output/redactor.ts'
import { reportError } from './run-cli.ts'

/**
 * The context of this process: guarded output, a signal that SIGINT and SIGTERM abort (a second one leaves at once),
 * and one line with exit code 1 for an error that escaped everything.
 */
export function processContext(argv: readonly string[], environment: CliContext['environment']): CliContext {
  const redactor = new Redactor()
  guardStream(process.stdout, redactor)
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
  const escaped = (error: unknown): void => void reportEscaped(error, argv, context)
  process.on('unhandledRejection', escaped)
  process.on('uncaughtException', escaped)
  return context
}

async function reportEscaped(error: unknown, argv: readonly string[], context: CliContext): Promise<void> {
  const helpCommand = 'airbnb-insights --help'
  exitWhenFlushed(await reportError(error, context, { json: argv.includes('--json'), helpCommand }))
}

/** Ends the process once all that was written has reached its reader, whatever timers or sockets are still open. */
export function exitWhenFlushed(code: ExitCode): void {
  process.exitCode = code
  process.stdout.write('', () => process.stderr.write('', () => process.exit()))
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
