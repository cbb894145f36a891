import type { FencedBlock } from './fenced-block.ts'

/** Blocks of TypeScript that make one module: hidden set-up, the block that readers see, and what continues it. */
interface TsModule {
  /** Path in the page's folder. */
  readonly file: string
  readonly blocks: readonly FencedBlock[]
  /** Each block stands at its line of the page, so that the compiler's and Node's line numbers are the page's. */
  readonly source: string
}

/** The modules of a page, in order. A hidden block goes with the visible one after it. */
export function tsModules(blocks: readonly FencedBlock[]): TsModule[] {
  const groups: FencedBlock[][] = []
  let open = false
  for (const block of blocks.filter(({ language }) => language === 'ts')) {
    const group = groups.at(-1)
    if (group !== undefined && (open || block.continues)) group.push(block)
    else groups.push([block])
    open = block.hidden
  }
  return groups.map((group) => ({ file: fileOf(group), blocks: group, source: sourceOf(group) }))
}

function fileOf(group: readonly FencedBlock[]): string {
  return group.find(({ file }) => file !== undefined)?.file ?? `line-${group[0]?.line ?? 0}.ts`
}

function sourceOf(group: readonly FencedBlock[]): string {
  const lines: string[] = []
  for (const { line, text } of group) {
    // The first line of the text comes after the fence.
    while (lines.length < line) lines.push('')
    lines.push(...text.trimEnd().split('\n'))
  }
  // Without an import it is a module all the same.
  return `${lines.join('\n')}\nexport {}\n`
}
