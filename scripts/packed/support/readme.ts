import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The read-me of an installed package. */
export function readmeOf(project: { readonly folder: string }, name: string): string {
  return readFileSync(join(project.folder, 'node_modules', name, 'README.md'), 'utf8')
}

/** The code blocks of a language, in their order. */
export function codeBlocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  )
}
