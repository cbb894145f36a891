import { z } from 'zod'
import { runNotFound } from '../errors/answer-for.ts'
import type { RunWatcher } from '../events/run-watcher.ts'
import type { HttpServer } from '../http-server.ts'
import { streamedText } from '../openapi/route-documentation.ts'
import { runParams } from '../schemas/identifiers.ts'
import type { RouteContext } from './route-context.ts'

/** The progress of a run as it happens. */
export function addRunEventRoute(
  app: HttpServer,
  { store }: Pick<RouteContext, 'store'>,
  watcher: RunWatcher,
): void {
  app.get(
    '/api/v1/runs/:run_id/events',
    {
      schema: {
        operationId: 'watchRun',
        tags: ['Runs'],
        summary: 'Follow a run',
        description:
          'Server-sent events, whichever process carries the run out. Each `progress` event holds the run as `Run` ' +
          'describes it, and its `progress.sequence` as id; `end` holds the run at the end of this attempt, after ' +
          'which the stream closes. A reader that comes back with `Last-Event-ID` is told nothing again that it has. ' +
          'Comments keep a quiet stream open.',
        params: runParams,
        querystring: z.strictObject({
          last_event_id: z.coerce
            .number()
            .int()
            .min(0)
            .optional()
            .describe('The same as the header `Last-Event-ID`, which goes before it.'),
        }),
        response: {
          200: {
            description: 'The events.',
            content: { 'text/event-stream': streamedText },
          },
          204: z.undefined().describe('The run has ended, and the reader knows that: do not come back.'),
        },
        refusals: ['run_not_found', 'too_many_streams'],
      },
    },
    async (request, reply) => {
      const { run_id: runId } = request.params
      const run = await store.runs.get(runId)
      if (run === undefined) throw runNotFound(runId)
      const { 'last-event-id': header } = request.headers
      const seen = wholeNumber(header) ?? request.query.last_event_id ?? null
      const stream = watcher.watch(run, seen)
      if (stream === null) return await reply.code(204).send()
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no')
      return await reply.send(stream)
    },
  )
}

function wholeNumber(text: string | string[] | undefined): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
