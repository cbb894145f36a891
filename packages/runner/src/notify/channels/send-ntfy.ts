import type { NtfyTarget } from '../../config/notify-target.ts'
import { bodyOf, PLAIN } from '../message/plain-text.ts'
import type { Delivery, OutgoingMessage } from './delivery.ts'
import { postJson } from './post-json.ts'
import type { Sending } from './sending.ts'

/** An ntfy server makes a file of what has more than 4096 bytes. */
const LONGEST = 1800
const LONGEST_TITLE = 200

const HIGH = 4
const USUAL = 3

/** Publishes the message as JSON: no header holds a text of strangers. */
export function sendNtfy(
  { server, topic, authorization }: NtfyTarget,
  { content }: OutgoingMessage,
  { dispatcher, signal }: Sending,
): Promise<Delivery> {
  const { type, code } = content
  const needsAHand = ['opened', 'changed', 'reminder'].includes(type) && code !== 'new_listing'
  const body = JSON.stringify({
    topic,
    title: content.title.slice(0, LONGEST_TITLE),
    message: bodyOf(content, PLAIN, LONGEST),
    priority: needsAHand ? HIGH : USUAL,
    tags: [type === 'ended' ? 'white_check_mark' : needsAHand ? 'warning' : 'bar_chart'],
  })
  return postJson(server, {
    body,
    headers: authorization === undefined ? {} : { authorization },
    dispatcher,
    signal,
  })
}
