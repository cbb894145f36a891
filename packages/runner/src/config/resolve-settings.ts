import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { UsageError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'
import type { EnvFile } from './env-file.ts'
import { fileFlag, flagKey, type Setting, settingName } from './setting.ts'
import { DECLARED_SETTINGS, type SettingName, type Settings } from './settings.ts'

/** Where values may come from, most important first. */
export interface SettingSources {
  /** Flag values by commander's key; a switch is `true`. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly envFile: EnvFile | undefined
  /** Folder that relative paths of secret files start from. */
  readonly cwd: string
}

/** A secret as it was read, for the redactor. */
export interface ReadSecret {
  readonly setting: SettingName
  readonly text: string
}

/** Parsed values of the asked-for settings, every secret that was read on the way, and what is worth a remark. */
export interface ResolvedSettings<Name extends SettingName> {
  readonly values: Pick<Settings, Name>
  readonly secrets: readonly ReadSecret[]
  /** Values that were taken for another program's and left out, one line each. */
  readonly warnings: readonly string[]
}

interface Given {
  readonly text: string
  /** Name that the value was given under, for the line that refuses it. */
  readonly as: string
  /** What that line shows of it. @defaultValue the text */
  readonly shown?: string
}

/**
 * Reads each setting from the first source that has it: flag, environment, `.env` file, default.
 * An empty environment value counts as not given, as container tools write it for an unset one.
 *
 * @throws UsageError with one line that names the setting, what was given (never a secret) and what is allowed.
 */
export function resolveSettings<Name extends SettingName>(
  names: readonly Name[],
  sources: SettingSources,
): ResolvedSettings<Name> {
  const found: Found = { secrets: [], warnings: [] }
  const values: Partial<Settings> = {}
  for (const name of names) values[name] = readValue(name, sources, found)
  if (!areResolved(values, names)) throw new Error('a setting was not resolved')
  return { values, ...found }
}

/** What comes to light beside the values. */
interface Found {
  readonly secrets: ReadSecret[]
  readonly warnings: string[]
}

function readValue<Name extends SettingName>(
  name: Name,
  sources: SettingSources,
  { secrets, warnings }: Found,
): Settings[Name] {
  const declared = DECLARED_SETTINGS[name]
  const found = findGiven(declared, sources, warnings)
  const given = declared.namesFile && found !== undefined ? contentOf(found, sources.cwd) : found
  if (given !== undefined && declared.secret) secrets.push({ setting: name, text: given.text })
  return given === undefined ? declared.default : parse(declared, given)
}

function areResolved<Name extends SettingName>(
  values: Partial<Settings>,
  names: readonly Name[],
): values is Partial<Settings> & Pick<Settings, Name> {
  return names.every((name) => Object.hasOwn(values, name))
}

function parse<Value>(declared: Setting<Value>, given: Given): Value {
  const parsed = declared.schema.safeParse(given.text)
  if (parsed.success) return parsed.data
  const shown = declared.secret ? 'a value that is not shown' : quote(given.shown ?? given.text)
  const explained = `${shown}${explanation(parsed.error)}`
  throw new UsageError(`${given.as}: given ${explained}, allowed: ${declared.allowed}`)
}

/** What a schema itself says of a value, of a secret in words that do not show it. */
function explanation({ issues }: z.ZodError): string {
  const explaining = issues.find((issue) => issue.code === 'custom' && issue.params?.['explains'] === true)
  return explaining === undefined ? '' : ` (${explaining.message})`
}

function findGiven(declared: Setting, sources: SettingSources, warnings: string[]): Given | undefined {
  const flag = fromFlag(declared, sources)
  const { yieldsTo } = declared
  if (yieldsTo !== undefined && sources.flags[flagKey(yieldsTo)] !== undefined) {
    if (flag !== undefined) throw givenTwice(declared.flag, yieldsTo)
    return undefined
  }
  return (
    flag ??
    fromNames(declared, sources.environment, { place: '', cwd: sources.cwd, warnings }) ??
    fromNames(declared, sources.envFile?.values ?? {}, {
      place: ` in ${sources.envFile?.path ?? ''}`,
      cwd: sources.cwd,
      warnings,
    })
  )
}

function fromFlag(declared: Setting, { flags, cwd }: SettingSources): Given | undefined {
  const value = flags[flagKey(declared.flag)]
  const file = declared.secret ? flags[flagKey(fileFlag(declared.flag))] : undefined
  if (value !== undefined && file !== undefined) throw givenTwice(declared.flag, fileFlag(declared.flag))
  if (typeof file === 'string') return readGivenFile(fileFlag(declared.flag), file, cwd)
  return value === undefined
    ? undefined
    : { text: typeof value === 'string' ? value : 'true', as: settingName(declared) }
}

function fromNames(
  declared: Setting,
  values: Readonly<Record<string, string | undefined>>,
  { place, cwd, warnings }: { place: string; cwd: string; warnings: string[] },
): Given | undefined {
  for (const name of declared.env) {
    const text = presence(values[name])
    const file = declared.secret ? presence(values[`${name}_FILE`]) : undefined
    if (text !== undefined && file !== undefined) throw givenTwice(name, `${name}_FILE`, place)
    if (file !== undefined) return readGivenFile(`${name}_FILE`, file, cwd)
    if (text !== undefined && declared.isForeign(text.trim(), name)) {
      const shown = declared.secret ? 'a value that is not shown' : quote(text)
      warnings.push(
        `${name}${place}: given ${shown}, taken for another program's and left out; allowed here: ${declared.allowed}`,
      )
    } else if (text !== undefined) return { text, as: `${name} (${declared.flag})${place}` }
  }
  return undefined
}

/** What is in the file that was given. */
function contentOf({ text: path, as }: Given, cwd: string): Given {
  return { ...readGivenFile(as, path, cwd), shown: path }
}

function readGivenFile(as: string, path: string, cwd: string): Given {
  try {
    return { text: readFileSync(resolve(cwd, path), 'utf8').trim(), as }
  } catch (cause) {
    throw new UsageError(
      `${as}: given ${quote(path)} (${systemErrorText(cause)}), allowed: the path of a readable file`,
      { cause },
    )
  }
}

function givenTwice(name: string, fileName: string, place = ''): UsageError {
  return new UsageError(`${name}: given together with ${fileName}${place}, allowed: one of the two`)
}

function presence(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}

const LONGEST_QUOTE = 120

/** A text as it may be shown: what stands before an @ may be a password, under whatever name it was given. */
function quote(given: string): string {
  const text = given.replace(/^.*:.*@/s, '…@')
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text)
}
