import { z } from 'zod'
import type { DiscordTarget } from '../../config/notify-target.ts'
import { bodyOf, type Markup } from '../message/plain-text.ts'
import type { Delivery, OutgoingMessage } from './delivery.ts'
import { postJson } from './post-json.ts'
import type { Sending } from './sending.ts'

const LONGEST_DESCRIPTION = 4000
const LONGEST_TITLE = 250

const MARKDOWN: Markup = {
  text: (text) => text.replaceAll(/[\\*_~`|>#()[\]<@-]/g, String.raw`\$&`),
  bold: (text) => `**${text}**`,
  command: (command) => `\`${command.replaceAll('`', '')}\``,
}

const GREEN = 0x2e_a0_43
const AMBER = 0xd2_99_22
const RED = 0xcf_22_2e
const BLUE = 0x09_69_da

const refusal = z.object({ message: z.string() })

/** Posts the message as an embed, in which nobody can be mentioned. */
export function sendDiscord(
  { url }: DiscordTarget,
  { content, createdAt }: OutgoingMessage,
  { dispatcher, signal }: Sending,
): Promise<Delivery> {
  const body = JSON.stringify({
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: MARKDOWN.text(content.title).slice(0, LONGEST_TITLE),
        description: bodyOf(content, MARKDOWN, LONGEST_DESCRIPTION),
        color: colourOf(content),
        timestamp: createdAt.toISOString(),
      },
    ],
  })
  return postJson(url, {
    body,
    dispatcher,
    signal,
    explain: (answer) => refusal.parse(JSON.parse(answer)).message,
  })
}

function colourOf({ type, code }: OutgoingMessage['content']): number {
  if (type === 'ended') return GREEN
  if (type === 'digest' || type === 'test' || code === 'new_listing') return BLUE
  return code === 'session_ending' || code === 'api_drift' ? AMBER : RED
}
