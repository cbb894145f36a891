import { z } from 'zod'
import type { TelegramTarget } from '../../config/notify-target.ts'
import { bodyOf, escapeTags, type Markup } from '../message/plain-text.ts'
import type { Delivery, OutgoingMessage } from './delivery.ts'
import { postJson } from './post-json.ts'
import type { Sending } from './sending.ts'

const LONGEST = 3800

const TELEGRAM_HTML: Markup = {
  text: escapeTags,
  bold: (text) => `<b>${text}</b>`,
  command: (command) => `<code>${TELEGRAM_HTML.text(command)}</code>`,
}

const refusal = z.object({ description: z.string() })

/** Lets the bot write to the chat. */
export function sendTelegram(
  { api, token, chatId, topicId }: TelegramTarget,
  { content }: OutgoingMessage,
  { dispatcher, signal }: Sending,
): Promise<Delivery> {
  const title = TELEGRAM_HTML.bold(TELEGRAM_HTML.text(content.title))
  const body = JSON.stringify({
    chat_id: chatId,
    ...(topicId === undefined ? {} : { message_thread_id: topicId }),
    text: `${title}\n${bodyOf(content, TELEGRAM_HTML, LONGEST - title.length)}`,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  })
  return postJson(`${api}/bot${token}/sendMessage`, {
    body,
    dispatcher,
    signal,
    explain: (answer) => refusal.parse(JSON.parse(answer)).description,
  })
}
