import type { NotificationMessage, TargetState } from 'insights-store-timescale'
import { z } from 'zod'
import type { Condition } from '../../../notify/conditions/condition.ts'
import { EVENT_CODES } from '../../../notify/message/event-codes.ts'
import { readContent } from '../../../notify/message/read-content.ts'
import { instant } from './days-and-instants.ts'

const code = z.enum(Object.keys(EVENT_CODES)).describe('What it is about; codes are stable.')

const condition = z.object({
  code,
  account_id: z.string().nullable().describe('Null for what concerns no single account.'),
  account_name: z.string().nullable(),
  since: instant.nullable().describe('Since when it is so; null where nobody knows.'),
  title: z.string(),
  text: z.string(),
  action: z.string().nullable().describe('What to do, as a command.'),
})

const target = z.object({
  target: z.string().describe('Made of its address, without secrets.'),
  shown: z.string().describe('Kind and host.'),
  failures: z.int().describe('Failed attempts since the last that went well.'),
  waiting: z.int().describe('Messages that wait.'),
  last_sent_at: instant.nullable(),
  last_error: z.string().nullable(),
})

const message = z.object({
  message_id: z.string().meta({ format: 'uuid' }),
  target: z.string(),
  account_id: z.string().nullable(),
  code: z.string(),
  title: z.string().nullable(),
  created_at: instant,
  attempts: z.int(),
  sent_at: instant.nullable(),
  given_up_at: instant.nullable(),
  next_attempt_at: instant.nullable().describe('When it is tried next; null where it was sent or given up.'),
  last_error: z.string().nullable(),
})

export const notifications = z
  .object({
    conditions: z.array(condition).describe('What a human has to know now.'),
    targets: z.array(target).describe('Whom something was ever told.'),
    messages: z.array(message).describe('The newest messages, newest first.'),
  })
  .meta({ id: 'Notifications', description: 'What humans are told, without the URLs of targets.' })

/** What humans are told as {@link notifications} describes it. */
export function notificationsBody(
  conditions: readonly Condition[],
  targets: readonly TargetState[],
  messages: readonly NotificationMessage[],
): z.output<typeof notifications> {
  return {
    conditions: conditions.map((one) => ({
      code: one.code,
      account_id: one.accountId === '' ? null : one.accountId,
      account_name: one.accountName,
      since: one.since,
      title: one.title,
      text: one.text,
      action: one.action,
    })),
    targets: targets.map((one) => ({
      target: one.target,
      shown: one.shown,
      failures: one.failures,
      waiting: one.waiting,
      last_sent_at: one.lastSentAt,
      last_error: one.lastError,
    })),
    messages: messages.map((one) => ({
      message_id: one.messageId,
      target: one.target,
      account_id: one.accountId === '' ? null : one.accountId,
      code: one.code,
      title: readContent(one.content)?.title ?? null,
      created_at: one.createdAt,
      attempts: one.attempts,
      sent_at: one.sentAt,
      given_up_at: one.givenUpAt,
      next_attempt_at: one.nextAttemptAt,
      last_error: one.lastError,
    })),
  }
}
