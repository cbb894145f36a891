/**
 * What the program says of itself without doing anything, laid out already but for its width: pieces that stand as they
 * are, and pieces that are broken into lines, each line after the first behind so many spaces.
 */
export type HelpPage = readonly (string | readonly [indent: number, text: string])[]

/** Width of help that no terminal shows. */
export const HELP_WIDTH = 100

/** Narrower text than this is not broken: it would be a column of single words. */
const NARROWEST = 40

/** A page at a width, to the letter as commander prints it. */
export function renderHelpPage(page: HelpPage, width: number): string {
  return page
    .map((piece) => {
      if (typeof piece === 'string') return piece
      const [indent, text] = piece
      return wrapped(text, width - indent).join(`\n${' '.repeat(indent)}`)
    })
    .join('')
}

/** The name of the page that an empty command line shows. */
export const OVERVIEW_PAGE = 'overview'

/** The name of the page that has the version. */
export const VERSION_PAGE = 'version'

/** The name of a command's page; the program's own is that of no words. */
export function helpPageOf(words: readonly string[]): string {
  return ['help', ...words].join('.')
}

/** What words of a command line can be names of commands. */
const COMMAND_NAME = /^[a-z][a-z-]*$/

/**
 * The page that a command line asks for, if there is such a command; undefined where it asks for anything but help or
 * the version, or in a way that takes commander to understand.
 */
export function pageAskedFor(argv: readonly string[]): string | undefined {
  if (argv.length === 0) return OVERVIEW_PAGE
  const [first, ...rest] = argv
  if (rest.length === 0 && (first === '--version' || first === '-V')) return VERSION_PAGE
  const last = argv.at(-1)
  const isFlag = last === '--help' || last === '-h'
  const words = first === 'help' ? rest : isFlag ? argv.slice(0, -1) : undefined
  return words?.every((word) => COMMAND_NAME.test(word)) === true ? helpPageOf(words) : undefined
}

function wrapped(text: string, width: number): string[] {
  const lines = text.split('\n')
  return width < NARROWEST ? lines : lines.flatMap((line) => wrappedLine(line, width))
}

/** Each word belongs to the space before it, which goes only where the line is broken. */
function wrappedLine(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.match(/\s*\S+/g) ?? []) {
    if (line === '' || line.length + word.length <= width) line += word
    else {
      lines.push(line)
      line = word.trimStart()
    }
  }
  return [...lines, line]
}
