import type { DocPage } from './doc-pages.ts'
import type { FencedBlock } from './fenced-block.ts'
import { isRun } from './languages.ts'
import { inRepository, shellWord } from './shell-word.ts'
import { tsModules } from './ts-module.ts'

/** A file that a page's script wants to find in its folder. */
export interface PageFile {
  readonly name: string
  readonly text: string
}

/** What is run for a page: its blocks as one script, so that each finds what those before it left. */
interface PageScript {
  readonly script: string
  readonly files: readonly PageFile[]
}

/** What the page's script writes the line of the block in hand to. */
export const PROGRESS_FILE = '.line'

/** The database of all examples. A page that names it gets one of its own instead. */
export const EXAMPLE_DATABASE = 'postgres://insights@db.example:5432/insights'

/** Whether a page needs a server: it has SQL, or names the examples' database. */
export function needsDatabase({ blocks }: DocPage): boolean {
  return blocks.some(({ language, text }) => language === 'sql' || text.includes(EXAMPLE_DATABASE))
}

/** The script of a page's blocks, those left out that `leftOut` says. */
export function pageScript(page: DocPage, leftOut: (block: FencedBlock) => boolean): PageScript {
  const files: PageFile[] = []
  const steps = ['set -e -o pipefail', 'shopt -s expand_aliases']
  const modules = tsModules(page.blocks)
  for (const { file, source } of modules) files.push({ name: file, text: source })
  for (const block of page.blocks) {
    if (block.language !== 'ts' && block.file !== undefined)
      files.push({ name: block.file, text: block.text })
    if (!isRun(block) || leftOut(block)) continue
    const module = modules.find(({ blocks }) => blocks.at(-1) === block)
    if (block.language === 'ts' && module === undefined) continue
    steps.push(`echo ${block.line} >${PROGRESS_FILE}`)
    if (module !== undefined) steps.push(runModule(module.file))
    if (block.language === 'sh') steps.push(block.text)
    if (block.language === 'sql') {
      const name = `line-${block.line}.sql`
      files.push({ name, text: block.text })
      steps.push(`find-rows ${name}`)
    }
  }
  return { script: `${steps.join('\n')}\n`, files }
}

function runModule(file: string): string {
  if (!file.endsWith('.test.ts')) return `${shellWord(process.execPath)} ${file}`
  const vitest = inRepository('node_modules/vitest/vitest.mjs')
  // A test brings its own Airbnb: what takes the place of the real one in other blocks would be in msw's way.
  return `NODE_OPTIONS= ${shellWord(process.execPath)} ${vitest} run --root . --testTimeout=60000 ${file}`
}
