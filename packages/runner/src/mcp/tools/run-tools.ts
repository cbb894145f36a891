import { RUN_STATUSES } from 'insights-store-timescale'
import { z } from 'zod'
import { runId } from '../../serve/http/schemas/identifiers.ts'
import { run, runBody, runListingBody, runWithListings } from '../../serve/http/schemas/run.ts'
import { assertAccount, defineTool, type Tool } from '../declaration/tool.ts'
import { ToolRefusal } from '../tool-refusal.ts'
import { account_id } from './arguments.ts'

/** The newest runs. */
export const listRuns: Tool = defineTool({
  name: 'list_runs',
  title: 'Runs',
  description:
    'The syncs that fetched the numbers, newest first: what became of each, how many listings it stored, and why it failed. Ask it where numbers are missing or old.',
  about: 'partial: some listings failed and are tried again. auth_failed: the host must sign in again.',
  input: z.strictObject({
    account_id: account_id.optional(),
    status: z.enum(RUN_STATUSES).optional().describe('Only those of this status.'),
    failed_only: z.boolean().default(false).describe('Only those that failed, wholly or in part.'),
    before: runId.optional().describe('Only runs older than this one: the last of the answer before.'),
    limit: z.int().min(1).max(200).default(20).describe('At most so many.'),
  }),
  output: {
    runs: z.array(run),
    more: z.boolean().describe('Whether there are older ones: name the last run as `before`.'),
  },
  run: async ({ account_id: accountId, status, failed_only: failedOnly, before, limit }, { context }) => {
    const runs = await context.withStore(async (store) => {
      if (accountId !== undefined) await assertAccount(store, accountId)
      return await store.runs.list({
        failedOnly,
        // One more tells that there are more.
        limit: limit + 1,
        ...(accountId !== undefined && { accountId }),
        ...(status !== undefined && { status }),
        ...(before !== undefined && { before }),
      })
    })
    return { runs: runs.slice(0, limit).map(runBody), more: runs.length > limit }
  },
})

/** One run with its listings. */
export const getRun: Tool = defineTool({
  name: 'get_run',
  title: 'A run with its listings',
  description: 'One sync with what became of each listing in it.',
  about: 'A listing with an error has no numbers of this run; a later one tries again.',
  input: z.strictObject({ run_id: runId.describe('As list_runs tells it.') }),
  output: { run: runWithListings },
  run: async ({ run_id: id }, { context }) => ({
    run: await context.withStore(async (store) => {
      const found = await store.runs.get(id)
      if (found === undefined)
        throw new ToolRefusal(`There is no run ${id}. list_runs tells which there are.`)
      return { ...runBody(found), listings: (await store.runs.listings(id)).map(runListingBody) }
    }),
  }),
})
