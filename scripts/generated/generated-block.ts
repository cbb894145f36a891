import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceRoot } from '../test/support/workspace.ts'
import type { GeneratedFile } from './generated-files.ts'

/**
 * A page with its generated blocks as they should be now. A block stands between `<!-- NAME: … -->` and
 * `<!-- /NAME -->`.
 *
 * @param blocks - the text of each block, by its name.
 */
export function pageWithBlocks(path: string, blocks: Readonly<Record<string, string>>): GeneratedFile {
  let text = readFileSync(join(workspaceRoot, path), 'utf8')
  for (const [name, block] of Object.entries(blocks)) {
    const place = new RegExp(`(<!-- ${name}: [^\\n]* -->\\n)[^]*?(<!-- /${name} -->)`)
    if (!place.test(text)) throw new Error(`${path} has no place for the block ${name}`)
    text = text.replace(place, (_, start, end) => `${start}${block}${end}`)
  }
  return { path, text }
}
