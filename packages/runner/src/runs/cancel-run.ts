import type { RunCancellation } from 'insights-store-timescale'
import { accountOption } from '../accounts/account-invocation.ts'
import { openStoreFor } from '../cli/open-store.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { RunnerError } from '../output/runner-error.ts'
import { shortRunId } from '../sync/outcome/short-run-id.ts'
import { checkedRunName, findRun } from './find-run.ts'
import type { RunsInvocation } from './runs-invocation.ts'

const ANSWERS: Readonly<Record<RunCancellation['kind'], string>> = {
  cancelled: 'is cancelled.',
  requested: 'stops within seconds, wherever it is carried out.',
  ended: 'had ended already: nothing was changed.',
}

/** Cancels a run and says when that takes effect. */
export async function cancelRun(invocation: RunsInvocation): Promise<ExitCode> {
  const { output, args } = invocation
  const accountId = accountOption(invocation)
  const name = checkedRunName(args[0] ?? '')
  await using store = await openStoreFor(invocation)
  const { runId } = await findRun(store, name, { accountId })
  const cancellation = await store.runs.cancel(runId)
  if (cancellation === undefined) {
    throw new RunnerError('not_found', `The run ${shortRunId(runId)} was deleted meanwhile.`)
  }
  const { kind, run } = cancellation
  output.document({ cancellation: kind, run })
  output.print(`Run ${shortRunId(run.runId)} ${ANSWERS[kind]}`)
  return 0
}
