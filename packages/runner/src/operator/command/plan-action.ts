import type { ExitCode } from '../../output/exit-code.ts'
import { formatQuantity } from '../../output/format.ts'
import { ConfigurationError } from '../../output/runner-error.ts'
import type { Column } from '../../output/table.ts'
import { type Change, type Plan, planChanges } from '../plan/plan-changes.ts'
import { checkResources, settingsHash, workerTemplate } from '../worker/worker-template.ts'
import { lookAtCluster, noOwnDeployment } from './look-at-cluster.ts'
import { openServerStore } from './open-server-store.ts'
import type { LookInvocation } from './operator-invocation.ts'

/** Shows what the operator would do. */
export async function showPlan(invocation: LookInvocation): Promise<ExitCode> {
  const { settings, output, context } = invocation
  checkResources(settings)
  const { namespace, deployments, own } = await lookAtCluster(invocation)
  const hash = settingsHash(context.environment)
  const template = own && workerTemplate(settings, { namespace, own, ofSettings: hash })
  if (template === undefined) {
    throw new ConfigurationError(noOwnDeployment(settings.operatorDeployment, namespace), {
      hint: 'OPERATOR_DEPLOYMENT (--operator-deployment) and OPERATOR_NAMESPACE (--namespace) say which it is.',
    })
  }
  await using store = await openServerStore(invocation)
  const accounts = await store.accounts.list()
  const plan = planChanges({ accounts, deployments, template, maxWorkers: settings.maxWorkers })
  output.document(documentOf(plan, namespace))
  if (plan.changes.length > 0) await output.table(plan.changes, COLUMNS)
  for (const { accountId } of plan.checks) {
    output.print(
      `Account ${accountId}: its session would be tried first; a worker that it has stays as it is.`,
    )
  }
  for (const { accountId, message } of plan.obstacles) output.print(`Account ${accountId}: ${message}.`)
  output.print(summaryOf(plan, accounts.length))
  return 0
}

const COLUMNS: readonly Column<Change>[] = [
  { heading: 'Account', text: ({ accountId }) => accountId },
  { heading: 'Worker', text: ({ name }) => name },
  { heading: 'Would be', text: ({ kind }) => kind.replaceAll('_', ' ') },
  { heading: 'Why', text: ({ why }) => why, shrinks: true },
]

function summaryOf({ changes, running }: Plan, accounts: number): string {
  const each = `${formatQuantity(accounts, 'account')}, ${formatQuantity(running, 'worker')} to run`
  return changes.length === 0
    ? `Nothing to change: ${each}.`
    : `${formatQuantity(changes.length, 'change')}: ${each}.`
}

function documentOf({ changes, checks, obstacles, running }: Plan, namespace: string) {
  return {
    namespace,
    changes: changes.map(({ kind, accountId, name, why }) => ({ kind, accountId, name, why })),
    checks: checks.map(({ accountId, credentialVersion }) => ({ accountId, credentialVersion })),
    obstacles,
    running,
  }
}
