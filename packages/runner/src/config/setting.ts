import type { z } from 'zod'

/**
 * One setting, declared once: its flag, its environment names, its help text and its parsing all come from here.
 *
 * A value is read from the first of: flag, environment, `.env` file, default.
 */
export interface Setting<Value = unknown> {
  /** Long flag, for example `--min-interval-ms`. */
  readonly flag: `--${string}`
  /** The flag's argument in help, for example `<ms>`; absent for a switch, which takes none. */
  readonly argument: `<${string}>` | undefined
  /** Environment names, the documented one first; none for what only a flag can say. */
  readonly env: readonly string[]
  /** Parses the text that was given; its `.describe()` text is the help. */
  readonly schema: z.ZodType<Value, string>
  /** What is allowed, in words, for the line that refuses a value. */
  readonly allowed: string
  /** Value where none was given. */
  readonly default: Value
  /** How help words the default; absent where there is none worth showing. */
  readonly defaultText: string | undefined
  /** A secret is never shown, and can also be read from the file named by `NAME_FILE` or `--flag-file`. */
  readonly secret: boolean
  /** Whether the path of a file is given; the schema parses the text that is in it. */
  readonly namesFile: boolean
  /** Another flag that says the opposite: it outranks this setting's environment names, and never goes with its flag. */
  readonly yieldsTo: `--${string}` | undefined
  /**
   * Whether a text is plainly meant for another program that reads the same environment name (`MODE=production`): it is
   * then left out with a warning, where a malformed one is refused.
   */
  readonly isForeign: (text: string, name: string) => boolean
}

interface SettingDeclaration<Value> {
  flag: `--${string}`
  argument?: `<${string}>`
  env?: readonly string[]
  schema: z.ZodType<Value, string>
  allowed: string
  defaultText?: string
  secret?: boolean
  namesFile?: boolean
  yieldsTo?: `--${string}`
  isForeign?: (text: string, name: string) => boolean
}

/** Declares a setting with a default: its value is never undefined. */
export function setting<Value>(declaration: SettingDeclaration<Value> & { default: Value }): Setting<Value>
/** Declares a setting that may stay unset. */
export function setting<Value>(declaration: SettingDeclaration<Value>): Setting<Value | undefined>
export function setting<Value>(
  declaration: SettingDeclaration<Value> & { default?: Value },
): Setting<Value | undefined> {
  const shown = declaration.default
  return {
    flag: declaration.flag,
    argument: declaration.argument,
    env: declaration.env ?? [],
    schema: declaration.schema,
    allowed: declaration.allowed,
    default: declaration.default,
    defaultText:
      declaration.defaultText ?? (shown === undefined || shown === false ? undefined : String(shown)),
    secret: declaration.secret ?? false,
    namesFile: declaration.namesFile ?? false,
    yieldsTo: declaration.yieldsTo,
    isForeign: declaration.isForeign ?? (() => false),
  }
}

/** The value that a setting parses to. */
export type SettingValue<S> = S extends Setting<infer Value> ? Value : never

/** The key under which commander keeps a flag's value: `--base-url` is `baseUrl`. */
export function flagKey(flag: string): string {
  return flag.replace(/^--/, '').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** A secret's flag that names a file instead: `--cookie` has `--cookie-file`. */
export function fileFlag(flag: `--${string}`): `--${string}` {
  return `${flag}-file`
}

/** How a setting is called in messages: `AIRBNB_BASE_URL (--base-url)`. */
export function settingName(declared: Setting): string {
  const [env] = declared.env
  return env === undefined ? declared.flag : `${env} (${declared.flag})`
}
