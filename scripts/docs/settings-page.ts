import { OTEL_VARIABLES } from '../../packages/runner/src/config/otel-variables.ts'
import { fileFlag, type Setting } from '../../packages/runner/src/config/setting.ts'
import { SETTING_GROUPS, SETTINGS } from '../../packages/runner/src/config/settings.ts'
import { code, page, prose, proseCell, table } from './markdown.ts'

/** The page of all settings, as the command line declares them. */
export function settingsPage(): string {
  return page([
    '# Settings',
    'A value is taken from the first that has it: a flag, the environment, a `.env` file, the default. Each command takes the settings that it uses: [Command line](./cli.md) says which.',
    'A secret can also be read from a file, which a second flag or a second name gives. It is never shown.',
    ...SETTING_GROUPS.flatMap(({ title, names }) => [
      `## ${title}`,
      ...names.flatMap((name) => describeSetting(SETTINGS[name])),
    ]),
    '## Traces',
    'These names are OpenTelemetry’s own, the same for every program: they have no flags, and are read from the environment or a `.env` file. [Traces](../traces.md) has more.',
    table(
      ['environment', 'what'],
      OTEL_VARIABLES.map(({ name, description }) => [code(name), proseCell(description)]),
    ),
  ])
}

function describeSetting(declared: Setting): string[] {
  const { flag, argument, env, schema, allowed, defaultText, secret } = declared
  return [
    `### \`${flag}\``,
    prose(schema.description ?? ''),
    table(
      ['', ''],
      [
        ['flag', code(argument === undefined ? flag : `${flag} ${argument}`)],
        ...(env.length > 0 ? [['environment', env.map(code).join(', ')]] : []),
        ...(secret
          ? [['from a file', [fileFlag(flag), ...env.map((name) => `${name}_FILE`)].map(code).join(', ')]]
          : []),
        ...(argument === undefined ? [] : [['allowed', proseCell(allowed)]]),
        ...(defaultText === undefined ? [] : [['default', proseCell(defaultText)]]),
      ],
    ),
  ]
}
