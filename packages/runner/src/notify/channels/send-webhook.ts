import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import type { WebhookTarget } from '../../config/notify-target.ts'
import type { webhookBody } from '../message/content.ts'
import type { Delivery, OutgoingMessage } from './delivery.ts'
import { postJson } from './post-json.ts'
import type { Sending } from './sending.ts'

/** Posts the whole message as JSON, signed where there is a secret. */
export function sendWebhook(
  { url, secret }: WebhookTarget,
  { id, createdAt, content }: OutgoingMessage,
  { webhookSecret, now, dispatcher, signal }: Sending,
): Promise<Delivery> {
  const message: z.input<typeof webhookBody> = {
    version: 1,
    id,
    created_at: createdAt.toISOString(),
    ...content,
  }
  const body = JSON.stringify(message)
  const key = secret ?? webhookSecret
  const timestamp = String(Math.floor(now().getTime() / 1000))
  return postJson(url, {
    body,
    headers: {
      'idempotency-key': id,
      'x-airbnb-insights-event': content.code,
      ...(key === undefined ? {} : { 'x-airbnb-insights-signature': signatureOf(key, timestamp, body) }),
    },
    dispatcher,
    signal,
  })
}

/** `t=SECONDS,v1=HEX`: HMAC-SHA256 over the time, a dot, and the body as it is sent. */
function signatureOf(key: string, timestamp: string, body: string): string {
  return `t=${timestamp},v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`
}
