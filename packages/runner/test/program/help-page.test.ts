import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Redactor } from '../../src/output/redactor.ts'
import { helpPageOf, pageAskedFor, renderHelpPage } from '../../src/program/help-page.ts'
import { recordHelp } from '../../src/program/record-help.ts'
import { runCli } from '../../src/program/run-cli.ts'

const pages = recordHelp()

/** What commander prints on a terminal of that width. */
async function printed(argv: readonly string[], columns: number): Promise<string> {
  let text = ''
  const stdout = Object.assign(new PassThrough(), { columns })
  stdout.write = (piece: unknown): boolean => {
    text += String(piece)
    return true
  }
  await runCli(argv, {
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    environment: {},
    cwd: '/',
    signal: new AbortController().signal,
    redactor: new Redactor(),
    outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
  })
  return text
}

const commandLines = [...pages.keys()].flatMap((name) => {
  const [first, ...words] = name.split('.')
  return first === 'help' ? [[...words, '--help']] : []
})

describe('a page that the build writes down is to the letter what commander prints', () => {
  it.each([[[]], [['--version']], ...commandLines.map((argv) => [argv])])('%j', async (argv) => {
    const page = pages.get(pageAskedFor(argv) ?? '') ?? []
    for (const width of [10, 61, 80, 100, 173]) {
      expect(renderHelpPage(page, width)).toBe(await printed(argv, width))
    }
  })
})

it('there is a page of every command', () => {
  expect(pages.size).toBeGreaterThan(25)
  expect([...pages.keys()]).toContain(helpPageOf(['accounts', 'rotate-keys']))
})

it.each([
  [['help'], 'help'],
  [['help', 'runs', 'show'], 'help.runs.show'],
  [['runs', 'show', '-h'], 'help.runs.show'],
  [['-V'], 'version'],
  [['sync', '--account', '--help'], undefined],
  [['sync', 'help'], undefined],
  [['../../secret', '--help'], undefined],
  [['--help', '--json'], undefined],
])('of %j it is %s', (argv, name) => {
  expect(pageAskedFor(argv)).toBe(name)
})
