import type { SlackTarget } from '../../config/notify-target.ts'
import { bodyOf, escapeTags, type Markup, PLAIN } from '../message/plain-text.ts'
import type { Delivery, OutgoingMessage } from './delivery.ts'
import { postJson } from './post-json.ts'
import type { Sending } from './sending.ts'

/** Slack takes so many characters in a section, and in a header. */
const LONGEST_SECTION = 2900
const LONGEST_HEADER = 150

/** What shows where blocks do not: in a phone's banner, and on servers that only know text. */
const FALLBACK: Markup = {
  text: escapeTags,
  bold: (text) => text,
  command: (command) => command,
}

/** Posts the message as blocks of plain text: in these, nothing that a name holds means anything to Slack. */
export function sendSlack(
  { url }: SlackTarget,
  { content }: OutgoingMessage,
  { dispatcher, signal }: Sending,
): Promise<Delivery> {
  const body = JSON.stringify({
    text: `${FALLBACK.text(content.title)}\n${bodyOf(content, FALLBACK, LONGEST_SECTION)}`,
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: content.title.slice(0, LONGEST_HEADER), emoji: false },
      },
      {
        type: 'section',
        text: { type: 'plain_text', text: bodyOf(content, PLAIN, LONGEST_SECTION), emoji: false },
      },
    ],
  })
  return postJson(url, { body, dispatcher, signal, explain: (answer) => answer.trim() })
}
