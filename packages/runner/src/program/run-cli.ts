import { type Command, CommanderError } from 'commander'
import type { CliContext } from '../cli/cli-context.ts'
import { tellSecrets } from '../cli/define-action.ts'
import { describeError } from '../cli/describe-error.ts'
import { secretsInEnvironment } from '../config/load-settings.ts'
import { EXIT_CODES, type ExitCode } from '../output/exit-code.ts'
import { jsonDocument } from '../output/json-document.ts'
import { styleFor } from '../output/style.ts'
import { normalizedHelpRequest } from './help-request.ts'
import { overview } from './overview.ts'
import { createProgram } from './program.ts'

/** Runs one command line, given without node and script name, and gives the exit code. Never throws. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<ExitCode> {
  tellSecrets(context.redactor, secretsInEnvironment(context.environment))
  const program = createProgram(context)
  try {
    if (argv.length === 0) {
      context.stdout.write(overview(program))
      return 0
    }
    await program.parseAsync([...normalizedHelpRequest(program, argv)], { from: 'user' })
    return context.outcome.exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    // A group without a command (`accounts`): its help is on stderr already.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT_CODES.usage
    return await reportError(error, context, {
      json: argv.includes('--json'),
      helpCommand: `${commandPath(program, argv)} --help`,
    })
  }
}

/** How an error is to be told. */
interface ReportOptions {
  /** Also print it as the JSON document, unless one is out already. */
  readonly json: boolean
  /** Command line that shows what is allowed. */
  readonly helpCommand: string
}

/** Prints an error in one or two lines on stderr and gives its exit code. */
export async function reportError(
  error: unknown,
  { stdout, stderr, environment, outcome, signal }: CliContext,
  { json, helpCommand }: ReportOptions,
): Promise<ExitCode> {
  const { ending, code, message, hint } = await describeError(error, { cancelled: signal.aborted })
  const style = styleFor(stderr, environment)
  const unexpected = code === 'unexpected'
  const line = [
    `${style('bad', 'airbnb-insights:')} ${message}`,
    error instanceof CommanderError && !message.includes('did you mean') ? ` (see \`${helpCommand}\`)` : '',
    unexpected && !outcome.showsStack ? ' (run again with --debug or DEBUG=1 for details)' : '',
  ]
  stderr.write(`${line.join('')}\n`)
  if (hint !== undefined) stderr.write(`${style('quiet', '→')} ${hint}\n`)
  if (unexpected && outcome.showsStack) stderr.write(`${stackOf(error)}\n`)
  if (json && !outcome.documentPrinted) stdout.write(jsonDocument({ error: { code, message, hint } }))
  return EXIT_CODES[ending]
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? error.message
  return error.cause === undefined ? own : `${own}\ncaused by ${stackOf(error.cause)}`
}

/** The command that a command line names, as far as it can be followed: `airbnb-insights accounts add`. */
function commandPath(program: Command, argv: readonly string[]): string {
  let command = program
  const path = [program.name()]
  for (const word of argv) {
    const next = command.commands.find((candidate) => candidate.name() === word)
    if (next === undefined) continue
    command = next
    path.push(word)
  }
  return path.join(' ')
}
