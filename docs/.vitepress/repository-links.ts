import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MarkdownRenderer } from 'vitepress'

const docs = fileURLToPath(new URL('..', import.meta.url))
const root = resolve(docs, '..')

/** What is used of markdown-it's tokens, whose types vitepress does not re-export. */
interface Token {
  type: string
  tag: string
  attrs: [string, string][] | null
  children: Token[] | null
}

/**
 * A page's links to files of the repository outside `docs/` work on GitHub as they are. On the site they lead to the
 * repository that the packages name, and are plain text as long as they name none. A file that is not there fails
 * the build.
 */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }: { tokens: Token[]; env: unknown }) => {
    const page = pageOf(env)
    for (const { children } of tokens) rewriteLinks(children ?? [], page)
  })
}

function rewriteLinks(tokens: Token[], page: string): void {
  let withoutTarget = false
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const file = fileOutsideDocs(token, page)
      const url = file === undefined ? undefined : repositoryUrl(file)
      withoutTarget = file !== undefined && url === undefined
      if (url !== undefined) token.attrs = [['href', url]]
      if (withoutTarget) Object.assign(token, { tag: 'span', attrs: null })
    } else if (token.type === 'link_close' && withoutTarget) {
      token.tag = 'span'
      withoutTarget = false
    }
  }
}

/** The path in the repository that a link leads to, where that is not below `docs/`. */
function fileOutsideDocs({ attrs }: Token, page: string): string | undefined {
  const href = attrs?.find(([name]) => name === 'href')?.[1]
  if (href?.startsWith('../') !== true) return undefined
  const target = resolve(dirname(page), href.replace(/#.*$/, ''))
  if (!relative(docs, target).startsWith('..')) return undefined
  if (!existsSync(target)) throw new Error(`${relative(root, page)} links to ${href}, which is not there`)
  return relative(root, target)
}

function pageOf(env: unknown): string {
  const path = typeof env === 'object' && env !== null && 'path' in env ? env.path : undefined
  if (typeof path !== 'string') throw new Error('vitepress did not say which page it renders')
  return path
}

function repositoryUrl(file: string): string | undefined {
  const { repository } = JSON.parse(readFileSync(join(root, 'packages/runner/package.json'), 'utf8'))
  const given: unknown = typeof repository === 'object' ? repository?.url : repository
  return typeof given === 'string'
    ? `${given.replace(/^git\+/, '').replace(/\.git$/, '')}/blob/main/${file}`
    : undefined
}
