import { type Command, Option } from 'commander'
import { fileFlag, type Setting } from './setting.ts'
import { SETTINGS, type SettingName } from './settings.ts'

/** How a command takes its settings. */
interface SettingOptionsOptions {
  /** Heading that help shows the flags under. @defaultValue 'Settings:' */
  readonly heading?: string
  /** Set where the command reads these from flags alone: help then names no environment. @defaultValue false */
  readonly flagsOnly?: boolean
}

/** Adds a flag for each of the settings to a command; their values stay text until the settings are loaded. */
export function addSettingOptions(
  command: Command,
  names: readonly SettingName[],
  { heading = 'Settings:', flagsOnly = false }: SettingOptionsOptions = {},
): Command {
  for (const name of names) {
    const declared: Setting = SETTINGS[name]
    command.addOption(optionOf(declared, flagsOnly).helpGroup(heading))
    if (declared.secret) {
      command.addOption(new Option(`${fileFlag(declared.flag)} <path>`).hideHelp())
    }
    if (name === 'envFile') command.addOption(new Option('--no-env-file').hideHelp())
  }
  return command
}

function optionOf(declared: Setting, flagsOnly: boolean): Option {
  const flags = declared.argument === undefined ? declared.flag : `${declared.flag} ${declared.argument}`
  return new Option(flags, describeSetting(declared, flagsOnly))
}

/** A setting's help text: what it does, its default, its environment names. */
export function describeSetting(declared: Setting, flagsOnly = false): string {
  const facts: string[] = []
  if (declared.defaultText !== undefined && !flagsOnly) facts.push(`default: ${declared.defaultText}`)
  if (!flagsOnly && declared.env.length > 0) facts.push(`env: ${declared.env.join(', ')}`)
  if (declared.secret) facts.push(secretFact(declared, flagsOnly))
  const text = declared.schema.description ?? ''
  return facts.length === 0 ? text : `${text} (${facts.join('; ')})`
}

function secretFact({ flag, env }: Setting, flagsOnly: boolean): string {
  const fromFile = [fileFlag(flag), ...(flagsOnly ? [] : env.map((name) => `${name}_FILE`))]
  return `secret, also from a file: ${fromFile.join(', ')}`
}
