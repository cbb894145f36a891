import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Setting } from '../../packages/runner/src/config/setting.ts'
import { SETTING_GROUPS, SETTINGS } from '../../packages/runner/src/config/settings.ts'
import { workspaceRoot } from '../test/support/workspace.ts'
import type { GeneratedFile } from './generated-files.ts'

const README = 'packages/runner/README.md'
const BLOCK = /(<!-- settings: [^\n]* -->\n)[^]*?(<!-- \/settings -->)/

/** The runner's read-me, with the table of its settings as they are declared. */
export function readmeWithSettings(): GeneratedFile {
  const text = readFileSync(join(workspaceRoot, README), 'utf8')
  if (!BLOCK.test(text)) throw new Error(`${README} has no place for the settings`)
  return { path: README, text: text.replace(BLOCK, (_, start, end) => `${start}${settingsTable()}${end}`) }
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
  return `\n${groups.map((lines) => `${lines.join('\n')}\n`).join('\n')}\n`
}

function settingRow(setting: Setting): string {
  const environment = setting.env.map((name) => `\`${name}\``).join(', ')
  const flag = [setting.flag, setting.argument].filter((part) => part !== undefined).join(' ')
  const cells = [environment, `\`${flag}\``, setting.defaultText ?? '', setting.schema.description ?? '']
  return `| ${cells.map((cell) => cell.replaceAll(/[|*]/g, '\\$&') || '–').join(' | ')} |`
}
