import { type Command, Option } from 'commander'
import { loadSettings } from '../config/load-settings.ts'
import { secretsOfNotifyUrls } from '../config/notify-urls.ts'
import { areTracesWanted, type OtelVariables, secretsOfOtel } from '../config/otel-variables.ts'
import type { ReadSecret } from '../config/resolve-settings.ts'
import { addSettingOptions } from '../config/setting-options.ts'
import { OUTPUT_SETTING_NAMES, type SettingName, type Settings } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import type { LogLevel } from '../output/log-level.ts'
import type { ProcessLogger } from '../output/logger.ts'
import type { Output } from '../output/output.ts'
import type { Redactor } from '../output/redactor.ts'
import type { Traces } from '../traces/start-traces.ts'
import type { CliContext } from './cli-context.ts'

type OutputSettingName = (typeof OUTPUT_SETTING_NAMES)[number]

/** One run of one command. */
export interface Invocation<Name extends SettingName> {
  /** Parsed values of the settings that the command declared, and of those that every command has. */
  readonly settings: Pick<Settings, Name | OutputSettingName>
  /** The command's own flags by commander's key, as given. */
  readonly options: Readonly<Record<string, unknown>>
  /** Positional arguments, in order. */
  readonly args: readonly string[]
  readonly output: Output
  readonly logger: ProcessLogger
  readonly signal: AbortSignal
  readonly context: CliContext
}

/** What a command needs. */
interface ActionOptions<Name extends SettingName> {
  /** Settings that get a flag on the command and are parsed before it runs. @defaultValue none */
  readonly settings?: readonly Name[]
  /** Command lines that help shows. @defaultValue none */
  readonly examples?: readonly string[]
  /** Log level where none was chosen. @defaultValue 'warn' */
  readonly logLevel?: LogLevel
  /** Whether it is traced, where OpenTelemetry's settings say so. @defaultValue false */
  readonly traced?: boolean
}

/**
 * Completes a command: flags for its settings and for output, examples in its help, and an action that
 * loads the settings, tells the redactor their secrets, makes output and logger, and keeps the exit code.
 */
export function defineAction<Name extends SettingName = never>(
  command: Command,
  context: CliContext,
  { settings = [], examples = [], logLevel = 'warn', traced = false }: ActionOptions<Name>,
  run: (invocation: Invocation<Name>) => Promise<ExitCode>,
): void {
  addSettingOptions(command, settings)
  addOutputOptions(command)
  addExamples(command, examples)
  command.action(async () => {
    const flags = command.optsWithGlobals<Record<string, unknown>>()
    const names = [...settings, ...OUTPUT_SETTING_NAMES] as const
    const { values, secrets, warnings, otel } = loadSettings(names, flags, context)
    tellSecrets(context.redactor, secrets)
    for (const secret of secretsOfOtel(otel)) context.redactor.add(secret)
    // Loaded only now: help and usage errors need no tables and displays.
    const { Output } = await import('../output/output.ts')
    const output = new Output({
      ...context,
      environment: colourEnvironment(context, flags),
      json: flags['json'] === true,
    })
    for (const warning of warnings) output.warn(warning)
    const { outcome, signal } = context
    outcome.showsStack = values.debug
    outcome.writeRest = () => output.flushLog()
    const logger = await openLogger(values, logLevel, output, context)
    const traces = traced && areTracesWanted(otel) ? await openTraces(otel, logger) : null
    try {
      outcome.exitCode = await run({
        settings: values,
        options: flags,
        args: command.args,
        output,
        logger,
        signal,
        context,
      })
    } finally {
      await traces?.close()
      output.flushLog()
      outcome.documentPrinted = output.documentPrinted
    }
  })
}

/** Ends the help of a command, or of a group of them, with command lines to copy. */
export function addExamples(command: Command, examples: readonly string[]): void {
  if (examples.length === 0) return
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
}

/** Adds what every command has: `--json`, `--no-color`, and the settings of output. */
function addOutputOptions(command: Command): void {
  command.addOption(
    new Option('--json', 'Print one JSON document on stdout, and nothing else.').helpGroup('Output:'),
  )
  command.addOption(
    new Option('--no-color', 'No colours (env: NO_COLOR; FORCE_COLOR forces them).').helpGroup('Output:'),
  )
  addSettingOptions(command, OUTPUT_SETTING_NAMES, { heading: 'Output:' })
}

/** Makes read secrets known to the redactor, each in the way that suits its setting. */
export function tellSecrets(redactor: Redactor, secrets: readonly ReadSecret[]): void {
  for (const { setting, text } of secrets) {
    if (setting === 'cookie') redactor.addCookie(text)
    else if (setting === 'databaseUrl' || setting === 'moveTo') redactor.addDatabaseUrl(text)
    else if (setting === 'notifyUrls') for (const part of secretsOfNotifyUrls(text)) redactor.add(part)
    else if (setting === 'credentialKeys' || setting === 'serviceKeys') redactor.addKeys(text)
    else redactor.add(text)
  }
}

function colourEnvironment({ environment }: CliContext, flags: Readonly<Record<string, unknown>>) {
  return flags['color'] === false ? { ...environment, FORCE_COLOR: undefined, NO_COLOR: '1' } : environment
}

/** Loaded only where it is wanted: it is more than all the rest. */
async function openTraces(otel: OtelVariables, logger: ProcessLogger): Promise<Traces | null> {
  const { startTraces } = await import('../traces/start-traces.ts')
  return startTraces(otel, logger)
}

async function openLogger(
  { logLevel, logFormat, debug }: Pick<Settings, OutputSettingName>,
  usual: LogLevel,
  output: Output,
  { stderr }: CliContext,
): Promise<ProcessLogger> {
  const { createLogger } = await import('../output/logger.ts')
  return createLogger({
    level: logLevel ?? (debug ? 'debug' : usual),
    format: logFormat === 'auto' ? (stderr.isTTY === true ? 'text' : 'json') : logFormat,
    write: (line) => output.logLine(line),
    style: output.remarkStyle,
  })
}
