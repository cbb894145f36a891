import { z } from 'zod'
import { webhookBody } from '../../packages/runner/src/notify/message/content.ts'
import type { PublishedSchema } from './json-schema.ts'

const { $schema, ...rest } = z.toJSONSchema(webhookBody, { target: 'draft-2020-12', io: 'input' })

/** What a webhook gets. */
export const NOTIFICATION_SCHEMA: PublishedSchema = {
  folder: 'runner',
  name: 'notification',
  schema: { $schema, title: 'What airbnb-insights tells a webhook', ...rest },
}
