import { OTEL_VARIABLES } from './otel-variables.ts'
import type { Setting } from './setting.ts'
import { describeSetting } from './setting-options.ts'
import { SETTING_GROUPS, SETTINGS } from './settings.ts'

/** One setting as help and docs list it. */
interface SettingHelp {
  /** For example `--base-url <url>`. */
  readonly term: string
  readonly description: string
}

/** All settings under their headings, in the order of help and docs. */
export function settingsHelp(): readonly { title: string; settings: readonly SettingHelp[] }[] {
  const ours = SETTING_GROUPS.map(({ title, names }) => ({
    title,
    settings: names.map((name) => {
      const declared: Setting = SETTINGS[name]
      return {
        term: declared.argument === undefined ? declared.flag : `${declared.flag} ${declared.argument}`,
        description: describeSetting(declared),
      }
    }),
  }))
  const standard = OTEL_VARIABLES.map(({ name, description }) => ({ term: name, description }))
  return [...ours, { title: 'Traces', settings: standard }]
}
