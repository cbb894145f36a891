import { z } from 'zod'
import { instant } from './days-and-instants.ts'

export const health = z
  .object({
    status: z.literal('ok').describe('The process answers.'),
    mode: z.enum(['admin', 'worker', 'hybrid']),
    account_id: z.string().nullable().describe('The one account that this process syncs; null for all.'),
    initial_sync_complete: z
      .boolean()
      .nullable()
      .describe('Whether a run has ended `succeeded` or `partial`; null where the database cannot tell now.'),
    scheduler: z
      .object({
        state: z.enum(['starting', 'running', 'stopping', 'stopped']),
        next_run_at: instant.nullable().describe('When the schedule queues runs next.'),
        last_pass_at: instant.nullable().describe('When it last looked for what is due.'),
      })
      .nullable()
      .describe('Null in a process that schedules nothing.'),
    pauses: z
      .array(
        z.object({
          network: z.string().describe('Which network, by its `NETWORK_NAME`.'),
          site: z.string().describe('The site of Airbnb that is not asked.'),
          account_id: z.string().nullable().describe('The one account that rests; null where all do.'),
          reason: z
            .string()
            .describe(
              'What stands in between: `bot_wall`, `captcha`, `captive_portal`, `maintenance`, `proxy` or `unclear`.',
            ),
          since: instant,
          next_probe_at: instant.describe('When one request will find out whether it has lifted.'),
        }),
      )
      .nullable()
      .describe('Pauses that last, in all networks; null where the database cannot tell now.'),
  })
  .meta({ id: 'Health', description: 'How the process is.' })

export const liveness = z
  .object({ status: z.literal('ok') })
  .meta({ id: 'Liveness', description: 'The process answers.' })

const check = z.object({ ok: z.boolean(), message: z.string().nullable().describe('What is wrong.') })

export const readiness = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.object({
      database: check,
      migrations: check,
      queue: check,
      scheduler: check.describe(
        'Whether it has looked for what is due lately; well in a process that schedules nothing.',
      ),
    }),
  })
  .meta({ id: 'Readiness', description: 'Whether the process can work.' })
