import { z } from 'zod'
import { EVENT_CODES } from './event-codes.ts'

/** One account, or one thing, in a message. */
const event = z
  .object({
    account_id: z.string().nullable().describe('Null for what concerns no single account.'),
    account_name: z.string().nullable().describe('As its owner calls it; null for one without a name.'),
    title: z.string().describe('In a few words, with the account.'),
    text: z.string().describe('What happened, in sentences.'),
    action: z
      .string()
      .nullable()
      .describe('What to do, as a command; null where there is nothing to be done.'),
    since: z.iso.datetime().nullable().describe('Since when it is so; null where nobody knows.'),
    details: z.record(z.string(), z.unknown()).describe('More for programs; keys depend on the code.'),
  })
  .meta({ id: 'NotificationEvent' })

/** How a message came about. */
const types = z.enum(['opened', 'changed', 'reminder', 'ended', 'digest', 'test'])

const codes = z.enum(Object.keys(EVENT_CODES))

/** What a message says, whatever channel it goes by. */
export const notificationContent = z.object({
  type: types.describe(
    '`opened`: it has come to light. `changed`: it is not what it was. `reminder`: it is still so after a week. `ended`: it is well again. `digest` and `test` are what they say.',
  ),
  code: codes.describe('What it is about. Codes are stable.'),
  title: z.string().describe('The message in a line.'),
  events: z.array(event).describe('What it is about, one for each account.'),
  digest: z
    .object({ text: z.string(), html: z.string() })
    .optional()
    .describe('The digest of the week, as text and as a part of an HTML page.'),
})

/** The body of a JSON webhook. */
export const webhookBody = notificationContent
  .extend({
    version: z.literal(1),
    id: z.uuid().describe('The same at each attempt: who has seen it before may drop it.'),
    created_at: z.iso.datetime().describe('When the message was made; it may arrive later.'),
  })
  .meta({ id: 'Notification', description: 'What airbnb-insights tells a webhook.' })

/** What a message says, whatever channel it goes by. */
export type NotificationContent = z.output<typeof notificationContent>

/** One account, or one thing, in a message. */
export type EventContent = z.output<typeof event>
