import type { Command } from 'commander'

const FIRST_STEPS: readonly (readonly [command: string, purpose: string])[] = [
  ['airbnb-insights demo', 'see it at work on a simulated Airbnb'],
  ['airbnb-insights accounts import', 'add your account, with a request copied from the browser'],
  ['airbnb-insights doctor', 'is everything ready?'],
  ['airbnb-insights sync', 'fetch the insights'],
  ['airbnb-insights report', 'see them on one page'],
]

/** What the program is and how to begin, for who asks nothing yet. */
export function overview(program: Command): string {
  const named = new Set(FIRST_STEPS.map(([command]) => command.split(' ')[1]))
  const others = program.commands
    .filter((command) => !named.has(command.name()))
    .map((command): readonly [string, string] => [command.name(), command.summary()])
  return [
    program.description(),
    'First steps:',
    ...lines(FIRST_STEPS),
    '',
    'More commands:',
    ...lines(others),
    '',
    'airbnb-insights COMMAND --help explains one; airbnb-insights --help lists all settings as well.',
    '',
  ].join('\n')
}

function lines(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
}
