import type { Command } from 'commander'

const HELP_FLAGS: ReadonlySet<string> = new Set(['-h', '--help'])

/**
 * The command line as commander is to read it: `help sync` as `sync --help`, and help for a command that does not
 * exist without the wish for help, for which commander would show that of the group and not say what was meant.
 */
export function normalizedHelpRequest(program: Command, argv: readonly string[]): readonly string[] {
  const words: string[] = []
  let wanted = false
  let command = program
  let at = 0
  for (; at < argv.length; at += 1) {
    const word = argv[at] ?? ''
    if (word.startsWith('-') || command.commands.length === 0) break
    if (word === 'help') {
      wanted = true
      continue
    }
    words.push(word)
    const next = command.commands.find((candidate) => candidate.name() === word)
    if (next === undefined) return [...words, ...argv.slice(at + 1).filter((rest) => !HELP_FLAGS.has(rest))]
    command = next
  }
  return [...words, ...argv.slice(at), ...(wanted ? ['--help'] : [])]
}
