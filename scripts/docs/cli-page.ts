import { flagKey } from '../../packages/runner/src/config/setting.ts'
import { SETTINGS } from '../../packages/runner/src/config/settings.ts'
import { EXIT_CODE_MEANINGS } from '../../packages/runner/src/output/exit-code.ts'
import type { createProgram } from '../../packages/runner/src/program/program.ts'
import { code, page, prose, proseCell, shell, table } from './markdown.ts'

type Command = ReturnType<typeof createProgram>
type Option = Command['options'][number]

/** The page of all commands of a commander program: what `--help` says, in order. */
export function cliPage(program: Command): string {
  return page([
    '# Command line',
    prose(program.description()),
    'Every command explains itself: `airbnb-insights COMMAND --help`. With `--json` a command prints one JSON document on stdout and nothing else there. The [settings](./settings.md) that a command takes are flags, and names in the environment.',
    ...leaves(program).flatMap(describeCommand),
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.entries(EXIT_CODE_MEANINGS).map(([exitCode, meaning]) => [exitCode, proseCell(meaning)]),
    ),
    'Where several apply, the first of 130, 3, 4, 5, 1.',
  ])
}

/** Commands that do something, in the order of help. */
function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)
}

function describeCommand(command: Command): string[] {
  const help = command.createHelp()
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help')
  const own = options.filter((option) => !isSetting(option) && !isEverywhere(option))
  const settings = options.filter(isSetting)
  return [
    `## ${commandPath(command).slice(1).join(' ')}`,
    ...command
      .description()
      .split(/\n\s*\n/)
      .map(prose),
    code(`${commandPath(command).join(' ')} ${command.usage()}`),
    table(
      ['argument', 'what'],
      help
        .visibleArguments(command)
        .map((argument) => [
          code(help.argumentTerm(argument)),
          proseCell(help.argumentDescription(argument)),
        ]),
    ),
    table(
      ['option', 'what'],
      own.map((option) => [code(option.flags), proseCell(help.optionDescription(option))]),
    ),
    settings.length === 0 ? '' : `Settings: ${settings.map(settingLink).join(', ')}.`,
    shell(examples(command)),
  ]
}

/** `airbnb-insights accounts add` as its words. */
function commandPath(command: Command): string[] {
  return command.parent === null ? [command.name()] : [...commandPath(command.parent), command.name()]
}

const settingKeys = new Set(Object.values(SETTINGS).map(({ flag }) => flagKey(flag)))

function isSetting(option: Option): boolean {
  return settingKeys.has(option.attributeName())
}

/** What every command has, said once at the top. */
function isEverywhere({ long }: Option): boolean {
  return long === '--json' || long === '--no-color'
}

function settingLink(option: Option): string {
  return `[\`${option.long ?? ''}\`](./settings.md#${(option.long ?? '').replace(/^-+/, '')})`
}

/** The command lines that help ends with: commander keeps what is added to help to itself until it is shown. */
function examples(command: Command): string[] {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.split('\n').flatMap((line) => /^\s+\$ (.*)$/.exec(line)?.[1] ?? [])
}
