import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { Redactor } from '../output/redactor.ts'
import { VERSION } from '../output/version.ts'
import { type HelpPage, helpPageOf, OVERVIEW_PAGE, VERSION_PAGE } from './help-page.ts'
import { overview } from './overview.ts'
import { createProgram } from './program.ts'

/** Wide enough that what is left of it at a piece tells how far that is indented. */
const WIDE = 1_000_000

/** Marks around what is broken into lines: its indentation, itself, and its own line ends. No help has these characters. */
const [BEGIN, THEN, END, LINE_END] = ['\u0001', '\u0002', '\u0003', '\u0004'] as const
const PIECE = new RegExp(`${BEGIN}(\\d+)${THEN}([^${END}]*)${END}`)

/** All pages by name: the help of all commands as commander lays it out, with its width left open. */
export function recordHelp(): ReadonlyMap<string, HelpPage> {
  let printed = ''
  const stdout = Object.assign(new PassThrough(), { columns: WIDE })
  stdout.write = (text: unknown): boolean => {
    printed += String(text)
    return true
  }
  const program = createProgram({
    stdin: new PassThrough(),
    stdout,
    stderr: stdout,
    environment: {},
    cwd: '/',
    signal: new AbortController().signal,
    redactor: new Redactor(),
    outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
  })
  const pages = new Map<string, HelpPage>([
    [OVERVIEW_PAGE, [overview(program)]],
    [VERSION_PAGE, [`${VERSION}\n`]],
  ])
  for (const { words, command } of commandsOf(program)) {
    command.configureHelp({ boxWrap: (text, width) => marked(text, WIDE - width) })
    printed = ''
    command.outputHelp()
    pages.set(helpPageOf(words), pageOf(printed))
  }
  return pages
}

/** A command and the words that call it. */
interface NamedCommand {
  readonly words: readonly string[]
  readonly command: Command
}

function commandsOf(command: Command, words: readonly string[] = []): NamedCommand[] {
  return [
    { words, command },
    ...command.commands.flatMap((child) => commandsOf(child, [...words, child.name()])),
  ]
}

function marked(text: string, indent: number): string {
  return `${BEGIN}${indent}${THEN}${text.replaceAll('\n', LINE_END)}${END}`
}

function pageOf(printed: string): HelpPage {
  // Splitting by a pattern with two groups: text, indentation, piece, text, and so on.
  const parts = printed.split(PIECE)
  const page: (string | readonly [number, string])[] = []
  for (let at = 0; at < parts.length; at += 3) {
    const [text = '', indent, piece] = parts.slice(at, at + 3)
    if (text !== '') page.push(text)
    if (indent !== undefined && piece !== undefined) {
      page.push([Number(indent), piece.replaceAll(LINE_END, '\n')])
    }
  }
  return page
}
