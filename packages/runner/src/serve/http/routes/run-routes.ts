import { z } from 'zod'
import { runNotFound } from '../errors/answer-for.ts'
import { ApiError } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import { json } from '../openapi/route-documentation.ts'
import { runParams } from '../schemas/identifiers.ts'
import { runBody, runListingBody, runStatus, runUrl, runWithListings } from '../schemas/run.ts'
import type { RouteContext } from './route-context.ts'
import { RUN_REFUSALS, retriedRun } from './run-request-answer.ts'

const acknowledgement = z
  .object({
    message: z.string(),
    run_id: z.string().meta({ format: 'uuid' }),
    account_id: z.string(),
    status: runStatus,
    status_url: z.string(),
  })
  .meta({ id: 'RunAcknowledgement', description: 'What was asked of a run will be done.' })

/** Runs: what became of them, and stopping and reviving them. */
export function addRunRoutes(app: HttpServer, { store, today }: RouteContext): void {
  app.get(
    '/api/v1/runs/:run_id',
    {
      schema: {
        operationId: 'getRun',
        tags: ['Runs'],
        summary: 'Show a run',
        description:
          'With each of its listings. The raw answers that a run keeps where they did not fit are not given out here: ' +
          '`airbnb-insights runs show --body` prints them.',
        params: runParams,
        response: { 200: json('The run.', runWithListings) },
        refusals: ['run_not_found'],
      },
    },
    async (request) => {
      const { run_id: runId } = request.params
      const found = await store.runs.get(runId)
      if (found === undefined) throw runNotFound(runId)
      const listings = await store.runs.listings(runId)
      return { ...runBody(found), listings: listings.map(runListingBody) }
    },
  )

  app.post(
    '/api/v1/runs/:run_id/cancel',
    {
      schema: {
        operationId: 'cancelRun',
        tags: ['Runs'],
        summary: 'Cancel a run',
        description:
          'A run that waits is cancelled at once. One that is being carried out stops within seconds; what it has ' +
          'stored stays. One that ended in part and would be tried again is not.',
        params: runParams,
        response: { 202: json('The run is cancelled, or will be within seconds.', acknowledgement) },
        refusals: ['run_not_found', 'run_ended'],
      },
    },
    async (request, reply) => {
      const { run_id: runId } = request.params
      const cancellation = await store.runs.cancel(runId)
      if (cancellation === undefined) throw runNotFound(runId)
      const { kind, run } = cancellation
      if (kind === 'ended') {
        throw new ApiError('run_ended', `The run has ended already: ${run.status}.`, {
          details: { run_id: runId, status_url: runUrl(runId), status: run.status },
        })
      }
      return await reply.code(202).send({
        message: kind === 'cancelled' ? 'Run cancelled' : 'Cancellation requested',
        run_id: runId,
        account_id: run.accountId,
        status: run.status,
        status_url: runUrl(runId),
      })
    },
  )

  app.post(
    '/api/v1/runs/:run_id/retry',
    {
      schema: {
        operationId: 'retryRun',
        tags: ['Runs'],
        summary: 'Try a run again',
        description:
          "Revives a run that was given up. In place of an earlier day's, one of today is queued: `run_id` says which.",
        params: runParams,
        response: { 202: json('The run is queued.', acknowledgement) },
        refusals: ['run_not_found', ...RUN_REFUSALS, 'nothing_missing'],
      },
    },
    async (request, reply) => {
      const { runId, accountId, status } = await retriedRun(store, request.params.run_id, today())
      return await reply.code(202).send({
        message: 'Run queued again',
        run_id: runId,
        account_id: accountId,
        status,
        status_url: runUrl(runId),
      })
    },
  )
}
