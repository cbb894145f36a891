import { OTEL_VARIABLES } from '../../packages/runner/src/config/otel-variables.ts'
import type { Setting } from '../../packages/runner/src/config/setting.ts'
import { SETTING_GROUPS, SETTINGS } from '../../packages/runner/src/config/settings.ts'
import { pageWithBlocks } from './generated-block.ts'
import type { GeneratedFile } from './generated-files.ts'

/** The runner's read-me, with the table of its settings as they are declared. */
export function readmeWithSettings(): GeneratedFile {
  return pageWithBlocks('packages/runner/README.md', { settings: settingsTable() })
}

function settingsTable(): string {
  const groups = SETTING_GROUPS.map(({ title, names }) => {
    const rows = names.map((name) => settingRow(SETTINGS[name]))
    return [
      `**${title}**`,
      '',
      '| environment | flag | default | what |',
      '| --- | --- | --- | --- |',
      ...rows,
    ]
  })
  return `\n${[...groups, tracesTable()].map((lines) => `${lines.join('\n')}\n`).join('\n')}\n`
}

/** OpenTelemetry's own settings, which have no flags. */
function tracesTable(): string[] {
  return [
    '**Traces**',
    '',
    '| environment | what |',
    '| --- | --- |',
    ...OTEL_VARIABLES.map(({ name, description }) => `| \`${name}\` | ${description} |`),
  ]
}

function settingRow(setting: Setting): string {
  const environment = setting.env.map((name) => `\`${name}\``).join(', ')
  const flag = [setting.flag, setting.argument].filter((part) => part !== undefined).join(' ')
  const cells = [environment, `\`${flag}\``, setting.defaultText ?? '', setting.schema.description ?? '']
  return `| ${cells.map((cell) => cell.replaceAll(/[|*]/g, '\\$&') || '–').join(' | ')} |`
}
