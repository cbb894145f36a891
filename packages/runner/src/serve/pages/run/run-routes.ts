import { runNotFound } from '../../http/errors/answer-for.ts'
import { ApiError } from '../../http/errors/api-error.ts'
import type { HttpServer } from '../../http/http-server.ts'
import { assertSyncable, queuedRun, retriedRun } from '../../http/routes/run-request-answer.ts'
import { accountParams, runParams } from '../../http/schemas/identifiers.ts'
import type { PagesContext } from '../frame/pages-context.ts'
import { runPath } from '../frame/paths.ts'
import { sendPage } from '../frame/send-page.ts'
import { runPage } from './run-page.ts'

/** The page of a run, and what is done about runs. Each button leads to the page that shows what it did. */
export function addRunPages(app: HttpServer, { store, secrets, today }: PagesContext): void {
  app.get(
    '/pages/runs/:run_id',
    { config: { page: true }, schema: { hide: true, params: runParams } },
    async (request, reply) => {
      const { run_id: runId } = request.params
      const run = await store.runs.get(runId)
      if (run === undefined) throw runNotFound(runId)
      const listings = await store.runs.listings(runId)
      const account = await store.accounts.get(run.accountId)
      return await sendPage(request, reply, secrets, (reader) => runPage({ run, listings, account }, reader))
    },
  )

  app.post(
    '/pages/accounts/:account_id/sync',
    { config: { page: true }, schema: { hide: true, params: accountParams } },
    async (request, reply) => {
      const { account_id: accountId } = request.params
      await assertSyncable(store, accountId)
      const { runId } = queuedRun(await store.runs.request({ accountId, scrapeDay: today(), full: false }))
      return await reply.redirect(runPath(runId), 303)
    },
  )

  app.post(
    '/pages/runs/:run_id/cancel',
    { config: { page: true }, schema: { hide: true, params: runParams } },
    async (request, reply) => {
      const { run_id: runId } = request.params
      const cancellation = await store.runs.cancel(runId)
      if (cancellation === undefined) throw runNotFound(runId)
      if (cancellation.kind === 'ended') {
        throw new ApiError('run_ended', 'The sync had ended already: nothing was cancelled.', {
          details: { run_id: runId },
        })
      }
      return await reply.redirect(runPath(runId), 303)
    },
  )

  app.post(
    '/pages/runs/:run_id/retry',
    { config: { page: true }, schema: { hide: true, params: runParams } },
    async (request, reply) => {
      const { runId } = await retriedRun(store, request.params.run_id, today())
      return await reply.redirect(runPath(runId), 303)
    },
  )
}
