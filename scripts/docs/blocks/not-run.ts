import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type DocPage, repositoryRoot } from './doc-pages.ts'
import type { FencedBlock } from './fenced-block.ts'

/** The one list of blocks that CI does not run. */
export const NOT_RUN_FILE = 'docs/blocks-not-run.yaml'

/** A block that CI does not run, and why. */
interface NotRun {
  readonly page: string
  /** How the block begins: its first line, or as many as tell it from the page's others. */
  readonly starts: string
  readonly reason: string
}

export function readNotRun(): NotRun[] {
  return parse(readFileSync(join(repositoryRoot, NOT_RUN_FILE), 'utf8')) as NotRun[]
}

/** Whether a block is on the list. */
export function isListed(list: readonly NotRun[], page: DocPage, block: FencedBlock): boolean {
  return list.some((entry) => names(entry, page, block))
}

/** Whether an entry of the list means this block. */
export function names(entry: NotRun, { path }: DocPage, { text }: FencedBlock): boolean {
  return entry.page === path && `${text.trim()}\n`.startsWith(`${entry.starts}\n`)
}
