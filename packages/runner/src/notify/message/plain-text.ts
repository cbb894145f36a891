import { formatQuantity } from '../../output/format.ts'
import type { EventContent, NotificationContent } from './content.ts'

/** How a channel writes the parts of a message. */
export interface Markup {
  /** Text of ours or of strangers, with whatever means something to the channel made harmless. */
  readonly text: (text: string) => string
  readonly bold: (escaped: string) => string
  /** A command to copy. */
  readonly command: (command: string) => string
}

/** Text alone. */
export const PLAIN: Markup = { text: (text) => text, bold: (text) => text, command: (command) => command }

/** So that nothing in a text is a tag or an escape, where a channel knows these three characters and no others. */
export const escapeTags = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A message below its title, in at most so many characters: what has no room is counted. */
export function bodyOf({ events, digest }: NotificationContent, markup: Markup, longest: number): string {
  if (digest !== undefined) return cut(digest.text, markup, longest)
  const single = events.length === 1
  const room = longest - 40
  let body = ''
  for (const [index, event] of events.entries()) {
    const next = paragraphsOf(event, markup, single)
    if (body.length + next.length > room && index > 0) {
      return `${body}\n\n${markup.text(`… and ${formatQuantity(events.length - index, 'more', 'more')}.`)}`
    }
    body += `${index === 0 ? '' : '\n\n'}${next}`
  }
  return body.length > longest ? cut(events.map(({ text }) => text).join('\n'), markup, longest) : body
}

/** A single event's title is the message's own. */
function paragraphsOf({ title, text, action }: EventContent, markup: Markup, single: boolean): string {
  const lines = [markup.text(text)]
  if (!single) lines.unshift(markup.bold(markup.text(title)))
  if (action !== null) lines.push(`${markup.text('What to do:')} ${markup.command(action)}`)
  return lines.join('\n')
}

/** Cut before it is escaped, so that no escape is cut through: each of its characters may become six. */
function cut(text: string, markup: Markup, longest: number): string {
  let kept = text
  while (markup.text(kept).length > longest)
    kept = `${kept.slice(0, Math.floor(kept.length * 0.9) - 1).trimEnd()}…`
  return markup.text(kept)
}
