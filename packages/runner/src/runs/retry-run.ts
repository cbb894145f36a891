import type { RunRequest } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { accountOption } from '../accounts/account-invocation.ts'
import { openStoreFor } from '../cli/open-store.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatInstant } from '../output/format.ts'
import { RunnerError } from '../output/runner-error.ts'
import { shortRunId } from '../sync/outcome/short-run-id.ts'
import { checkedRunName, findRun } from './find-run.ts'
import type { RunsInvocation } from './runs-invocation.ts'

/** Makes an unfinished run due again, and says who will go on with it. */
export async function retryRun(invocation: RunsInvocation): Promise<ExitCode> {
  const { output, args } = invocation
  const accountId = accountOption(invocation)
  const name = checkedRunName(args[0] ?? '')
  await using store = await openStoreFor(invocation)
  const { runId } = await findRun(store, name, { accountId, worst: true })
  const request = await store.runs.retry(runId, { today: utcDateOf(new Date()) })
  if (request === undefined)
    throw new RunnerError('not_found', `The run ${shortRunId(runId)} was deleted meanwhile.`)
  output.document({ request: request.kind, run: request.run })
  output.print(answerTo(request))
  return 0
}

function answerTo(request: RunRequest): string {
  const id = request.run === null ? '' : shortRunId(request.run.runId)
  switch (request.kind) {
    case 'queued':
      return request.created
        ? `Run ${id} is queued in its place: a running service carries it out, or the next \`airbnb-insights sync\`.`
        : `Run ${id} is due: a running service goes on with it, or the next \`airbnb-insights sync\`.`
    case 'open':
      return request.holder === null
        ? `Run ${id} is due already.`
        : `${request.holder} is syncing the account: nothing was changed.`
    case 'resting':
      return `The API asked for fewer requests: run ${id} comes back at ${formatInstant(request.notBefore)}. Nothing was changed.`
    case 'nothing_missing':
      return `Run ${id} has succeeded: nothing is missing.`
    default:
      return `Run ${id} was given up.`
  }
}
