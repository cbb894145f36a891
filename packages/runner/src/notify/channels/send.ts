import type { NotifyTarget } from '../../config/notify-target.ts'
import type { Delivery, OutgoingMessage } from './delivery.ts'
import { sendDiscord } from './send-discord.ts'
import { sendEmail } from './send-email.ts'
import { sendNtfy } from './send-ntfy.ts'
import { sendSlack } from './send-slack.ts'
import { sendTelegram } from './send-telegram.ts'
import { sendWebhook } from './send-webhook.ts'
import type { Sending } from './sending.ts'

/** However a target answers, sending takes no longer. */
export const LONGEST_MS = 30_000

/** Sends a message to a target once. Never throws: what went wrong is what became of it. */
export function send(target: NotifyTarget, message: OutgoingMessage, given: Sending): Promise<Delivery> {
  const signal = AbortSignal.any([given.signal, AbortSignal.timeout(LONGEST_MS)])
  const sending = { ...given, signal }
  switch (target.kind) {
    case 'webhook':
      return sendWebhook(target, message, sending)
    case 'slack':
      return sendSlack(target, message, sending)
    case 'discord':
      return sendDiscord(target, message, sending)
    case 'telegram':
      return sendTelegram(target, message, sending)
    case 'ntfy':
      return sendNtfy(target, message, sending)
    default:
      return sendEmail(target, message, sending)
  }
}
