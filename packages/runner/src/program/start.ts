import { HELP_WIDTH, type HelpPage, pageAskedFor, renderHelpPage } from './help-page.ts'

/** Importing it would load all that it has, its promises too, which takes longer than to print a page. */
const { fstatSync, readFileSync, writeSync } = process.getBuiltinModule('node:fs')

const STDOUT = 1

/**
 * Answers a command line that asks for help alone at once, with what the build wrote down; loads all of the program for
 * any other.
 */
export async function start(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const asked = pageAskedFor(argv)
  const page = asked === undefined ? undefined : readPage(asked)
  if (page !== undefined && print(renderHelpPage(page, outputWidth()))) return
  // From the second start on, nothing has to be compiled anew.
  process.getBuiltinModule('node:module').enableCompileCache()
  const { main } = await import('./main.ts')
  await main(argv, environment)
}

/** The stream knows it, but making one takes longer than all the rest: only for what could be a terminal. */
function outputWidth(): number {
  const isTerminal = fstatSync(STDOUT).isCharacterDevice()
  return (isTerminal ? process.stdout.columns : undefined) ?? HELP_WIDTH
}

/** Undefined for a command that there is not, and where no build has written any: the program will tell. */
function readPage(name: string): HelpPage | undefined {
  try {
    const page: HelpPage = JSON.parse(readFileSync(new URL(`help/${name}.json`, import.meta.url), 'utf8'))
    return page
  } catch {
    return undefined
  }
}

/**
 * Prints past the stream, whose making takes longer than all of it. A reader that went away ends it in silence; what
 * fails is for the program to say, and what a pipe does not take at once for the stream.
 *
 * @returns whether that is all there is to do.
 */
function print(text: string): boolean {
  const bytes = Buffer.from(text)
  let at = 0
  try {
    while (at < bytes.length) at += writeSync(STDOUT, bytes, at)
  } catch (error) {
    if (codeOf(error) === 'EPIPE') return true
    if (codeOf(error) !== 'EAGAIN') return false
    process.stdout.on('error', () => {})
    process.stdout.write(bytes.subarray(at))
  }
  return true
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
