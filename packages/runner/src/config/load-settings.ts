import { readEnvFile } from './env-file.ts'
import { refuseMistypedNames } from './mistyped-names.ts'
import { type OtelVariables, otelVariables } from './otel-variables.ts'
import { type ReadSecret, type ResolvedSettings, resolveSettings } from './resolve-settings.ts'
import { SETTING_NAMES, SETTINGS, type SettingName } from './settings.ts'

/** Surroundings of a command that settings are read from. */
interface SettingsSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/** The asked-for settings, and those of OpenTelemetry that were given. */
interface LoadedSettings<Name extends SettingName> extends ResolvedSettings<Name> {
  readonly otel: OtelVariables
}

/**
 * Reads the asked-for settings from flags, environment, `.env` file and defaults.
 *
 * @param flags flag values by commander's key, holding only what was given on the command line.
 * @throws UsageError on the first setting that is malformed, unreadable or mistyped.
 */
export function loadSettings<Name extends SettingName>(
  names: readonly Name[],
  flags: Readonly<Record<string, unknown>>,
  { environment, cwd }: SettingsSurroundings,
): LoadedSettings<Name> {
  const envFile =
    flags['envFile'] === false
      ? undefined
      : readEnvFile(
          resolveSettings(['envFile'], { flags, environment, envFile: undefined, cwd }).values.envFile,
          cwd,
        )
  const remarks = refuseMistypedNames(environment, envFile)
  const resolved = resolveSettings(names, { flags, environment, envFile, cwd })
  return {
    values: { ...resolved.values, envFile: envFile?.path },
    secrets: resolved.secrets,
    warnings: [...(envFile?.warnings ?? []), ...remarks, ...resolved.warnings],
    otel: otelVariables(environment, envFile?.values),
  }
}

/** Values of all secret settings in the surroundings, also those that no command asked for: none may be printed. */
export function secretsInEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): readonly ReadSecret[] {
  return SETTING_NAMES.flatMap((setting) => {
    const { env, secret } = SETTINGS[setting]
    if (!secret) return []
    return env.flatMap((name) => {
      const text = environment[name]
      return text === undefined || text === '' ? [] : [{ setting, text }]
    })
  })
}
