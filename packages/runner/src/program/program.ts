import { Command } from 'commander'
import { registerAccounts } from '../accounts/accounts-command.ts'
import type { CliContext } from '../cli/cli-context.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { settingsHelp } from '../config/settings-help.ts'
import { registerBackup, registerMove, registerRestore } from '../copies/copies-command.ts'
import { registerDemo } from '../demo/demo-command.ts'
import { registerDoctor } from '../doctor/doctor-command.ts'
import { registerExport } from '../export/command/export-command.ts'
import { registerMcp } from '../mcp/command/mcp-command.ts'
import { registerMetrics } from '../metrics/metrics-command.ts'
import { registerMigrate } from '../migrate/migrate-command.ts'
import { registerNotify } from '../notify/notify-command.ts'
import { registerOperator } from '../operator/command/operator-command.ts'
import { EXIT_CODE_MEANINGS } from '../output/exit-code.ts'
import { VERSION } from '../output/version.ts'
import { registerReport } from '../report/command/report-command.ts'
import { registerRuns } from '../runs/runs-command.ts'
import { registerServe } from '../serve/command/serve-command.ts'
import { registerSql } from '../sql/sql-command.ts'
import { registerSync } from '../sync/command/sync-command.ts'

const COMMANDS: readonly RegisterCommand[] = [
  registerDemo,
  registerSync,
  registerServe,
  registerExport,
  registerMetrics,
  registerSql,
  registerAccounts,
  registerRuns,
  registerReport,
  registerMcp,
  registerNotify,
  registerOperator,
  registerMigrate,
  registerBackup,
  registerRestore,
  registerMove,
  registerDoctor,
]

/** The program with all its commands; running it sets `context.exitCode`. */
export function createProgram(context: CliContext): Command {
  const program = new Command('airbnb-insights')
    .description(
      'Syncs the performance insights of Airbnb hosts into TimescaleDB, PostgreSQL or an embedded database.',
    )
    .version(VERSION, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Show help; every command has its own.')
    .helpCommand('help [command]', 'Show help for a command.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // The one line that says what was wrong is printed where all errors are.
      outputError: () => {},
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stderr.columns ?? 100,
    })
    .addHelpText('after', ({ error, command }) =>
      helpFooter(wrapper(command, (error ? context.stderr : context.stdout).columns ?? 100)),
    )
  for (const register of COMMANDS) register(program, context)
  return program
}

/** Breaks text into lines as the rest of the help is, each after so many spaces. */
type Wrap = (text: string, indent: number) => string

function wrapper(command: Command, width: number): Wrap {
  const help = command.createHelp()
  return (text, indent) =>
    help
      .boxWrap(text, Math.max(20, width - indent))
      .split('\n')
      .map((line) => ' '.repeat(indent) + line)
      .join('\n')
}

function helpFooter(wrap: Wrap): string {
  const settings = settingsHelp().flatMap(({ title, settings: group }) => [
    `\n${title}:`,
    ...group.map(({ term, description }) => `  ${term}\n${wrap(description, 6)}`),
  ])
  const exitCodes = Object.entries(EXIT_CODE_MEANINGS).map(
    ([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`,
  )
  return [
    '',
    wrap(
      'Settings are read from the first that has them: a flag, the environment, a .env file, the default. Each command takes those that it uses. Secrets can also be read from the file that NAME_FILE names.',
      0,
    ),
    ...settings,
    '',
    'Exit codes (the first of 130, 3, 4, 5, 1 where several apply):',
    ...exitCodes,
    '',
    'Examples:',
    '  $ airbnb-insights accounts import',
    '  $ airbnb-insights doctor',
    '  $ airbnb-insights serve --insecure-no-auth',
    '  $ airbnb-insights export chart_query -o insights.parquet',
  ].join('\n')
}
