import MarkdownIt from 'markdown-it'

/** A fenced block of a page. */
export interface FencedBlock {
  /** The first word of the info string: `ts`, `sh`, `sql`; empty where there is none. */
  readonly language: string
  readonly text: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  /** Inside an HTML comment: readers do not see it, what it sets up is there for the blocks after it. */
  readonly hidden: boolean
  /** `continues`: goes on where the block before it of the same language ended. */
  readonly continues: boolean
  /** `file=name`: where the block's text is put, for others to use. */
  readonly file: string | undefined
}

const markdown = new MarkdownIt({ html: true })

/** All fenced blocks of a page in their order, those in HTML comments too. */
export function fencedBlocks(text: string, firstLine = 1, hidden = false): FencedBlock[] {
  return markdown.parse(text, {}).flatMap((token) => {
    const line = firstLine + (token.map?.[0] ?? 0)
    if (token.type === 'fence') return [toBlock(token.info, token.content, line, hidden)]
    const comment = token.type === 'html_block' ? /^\s*<!--([^]*)-->/.exec(token.content)?.[1] : undefined
    return comment === undefined ? [] : fencedBlocks(comment, line, true)
  })
}

function toBlock(info: string, text: string, line: number, hidden: boolean): FencedBlock {
  const [language = '', ...attributes] = info.trim().split(/\s+/)
  const file = attributes.find((attribute) => attribute.startsWith('file='))?.slice('file='.length)
  return { language, text, line, hidden, continues: attributes.includes('continues'), file }
}
