/** More of a page says nothing more about what it is. */
const READ_CHARACTERS = 65_536

/** A page as far as is needed to tell what it is. */
export interface PageWords {
  /** The markup's beginning. */
  readonly markup: string
  /** What a person would read: without scripts, styles and tags, spaces run together. */
  readonly visible: string
  /** What stands in `<title>`, or `''`. */
  readonly title: string
}

/** Whether a body is a page rather than JSON or bare words. */
export const isHtml = (text: string): boolean => /^\s*</.test(text)

/** Reads what a page, or a bare text, says. */
export function pageWords(text: string): PageWords {
  const markup = text.slice(0, READ_CHARACTERS)
  const visible = markup
    .replaceAll(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return { markup, visible, title: /<title[^>]*>([^<]*)/i.exec(markup)?.[1]?.trim() ?? '' }
}
