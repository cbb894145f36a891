import type { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import type { CliContext } from '../../src/cli/cli-context.ts'
import { createProgram } from '../../src/program/program.ts'
import { CliFolder } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

/** The words of every command and group, from the program's own down. */
function pathsOf(command: Command, path: readonly string[] = []): (readonly string[])[] {
  return [path, ...command.commands.flatMap((one) => pathsOf(one, [...path, one.name()]))]
}

/** Only its streams and environment are looked at before a command runs. */
const program = createProgram({ environment: {} } as CliContext)

/** The command that words name, as far as they do. */
function commandAt(words: readonly string[]): Command {
  const [word, ...rest] = words
  let command = program
  let next = command.commands.find((one) => one.name() === word)
  while (next !== undefined) {
    command = next
    const name = rest.shift()
    next = command.commands.find((one) => one.name() === name)
  }
  return command
}

describe.each(pathsOf(program).map((path) => [path.join(' '), path] as const))(
  'airbnb-insights %s',
  (name, path) => {
    it('says what it does, in a line and in a paragraph, and what each flag is for', () => {
      const command = commandAt(path)
      expect(command.description()).toMatch(/^[A-Z].+\.$/s)
      expect(command.summary() !== '' || command === program).toBe(true)
      const silent = command.options.filter(({ hidden, description }) => !hidden && description === '')
      expect(silent).toEqual([])
    })

    it('shows in its help what to type, with flags that there are', async () => {
      const { code, stdout } = await folder.run([...path, '--help'])
      expect(code).toBe(0)
      const [, examples = ''] = stdout.split('\nExamples:\n')
      expect(examples).toMatch(new RegExp(`^ +\\$ .*airbnb-insights ${name}`, 'm'))
      for (const line of examples.trim().split('\n')) {
        const [, typed = ''] = line.split(/\$ .*airbnb-insights /)
        const [words = ''] = typed.split(/ [|>]/)
        const flags = words.split(' ').filter((word) => word.startsWith('-') && word !== '-')
        const known = commandAt(words.split(' ')).options
        for (const flag of flags) {
          expect(
            known.some(({ long, short }) => flag === long || flag === short),
            `${flag} in ${line}`,
          ).toBe(true)
        }
      }
    })
  },
)

it('walks all of them', () => {
  expect(pathsOf(program).length).toBeGreaterThan(20)
})
