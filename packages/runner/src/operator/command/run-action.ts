import { once } from 'node:events'
import { explainListening } from '../../cli/explain-listening.ts'
import { keepHeapSmall } from '../../cli/keep-heap-small.ts'
import { clientOptions } from '../../cli/open-client.ts'
import { notifyOptions } from '../../notify/notify-settings-options.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { leftInTime } from '../../waiting/left-in-time.ts'
import { loadCluster } from '../cluster/load-cluster.ts'
import { startOperator } from '../start-operator.ts'
import { checkResources } from '../worker/worker-template.ts'
import { openServerStore } from './open-server-store.ts'
import type { OperatorInvocation } from './operator-invocation.ts'

/** What closing takes after all that was under way has ended. */
const MOMENT_MS = 5_000

/** Runs the operator until the process is told to leave, and leaves in time whatever cluster and database do. */
export async function runOperator(invocation: OperatorInvocation): Promise<ExitCode> {
  const { settings, signal, logger } = invocation
  const withinMs = settings.shutdownTimeoutSeconds * 1000 + MOMENT_MS
  const code = await leftInTime(operateUntilTold(invocation), signal, withinMs)
  if (code === undefined) logger.warn('the process ends although the database has not let go of it')
  return code ?? 0
}

async function operateUntilTold(invocation: OperatorInvocation): Promise<ExitCode> {
  const { settings, signal, logger, output, context } = invocation
  keepHeapSmall()
  checkResources(settings)
  const cluster = loadCluster(context.environment)
  await using store = await openServerStore(invocation)
  signal.throwIfAborted()
  const operator = await startOperator({
    store,
    cluster,
    settings,
    environment: context.environment,
    client: clientOptions(invocation),
    network: settings.networkName,
    notify: notifyOptions(settings),
    hider: context.redactor,
    logger,
  }).catch(explainListening)
  output.document({ url: operator.url, mode: 'operator' })
  output.print(`Keeping a worker for each account; health at ${operator.url}/health. Ctrl-C leaves.`)
  if (!signal.aborted) await once(signal, 'abort')
  await operator.stop(settings.shutdownTimeoutSeconds * 1000)
  return 0
}
