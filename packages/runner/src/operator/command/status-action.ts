import type { Account, OperatorEvent } from 'insights-store-timescale'
import { requireAccount } from '../../accounts/require-account.ts'
import { textOption } from '../../cli/option-values.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { formatInstant } from '../../output/format.ts'
import { isRunnerError, UsageError } from '../../output/runner-error.ts'
import type { Column } from '../../output/table.ts'
import { workerName } from '../worker/worker-names.ts'
import { type ClusterLook, lookAtCluster } from './look-at-cluster.ts'
import { openServerStore } from './open-server-store.ts'
import type { LookInvocation } from './operator-invocation.ts'

/** An account and its worker. */
interface AccountStatus {
  readonly accountId: string
  readonly name: string | null
  readonly session: Account['credentialStatus'] | 'disabled'
  /** Of the cluster; null where that cannot be looked at. */
  readonly worker: 'none' | 'asleep' | 'starting' | 'ready' | null
}

/** Shows accounts, workers and the newest of what the operator did. */
export async function showStatus(invocation: LookInvocation): Promise<ExitCode> {
  const { output } = invocation
  const accountId = textOption(invocation.options, 'account')
  const limit = limitOption(invocation)
  await using store = await openServerStore(invocation)
  const accounts =
    accountId === undefined ? await store.accounts.list() : [await requireAccount(store, accountId)]
  const [cluster, events] = await Promise.all([
    clusterOf(invocation),
    store.operator.events({ limit, ...(accountId !== undefined && { accountId }) }),
  ])
  const statuses = accounts.map((account) => statusOf(account, cluster.look))
  output.document({
    leader: cluster.leader,
    cluster: cluster.problem === null ? 'reached' : cluster.problem,
    accounts: statuses,
    events,
  })
  if (statuses.length > 0) await output.table(statuses, ACCOUNT_COLUMNS)
  else output.print('There are no accounts.')
  if (events.length > 0) await output.table(events, EVENT_COLUMNS)
  if (cluster.problem === null) output.print(`The changes are made by: ${cluster.leader ?? 'nobody'}`)
  else output.warn(`The cluster was not looked at: ${cluster.problem}`)
  return 0
}

interface ClusterStatus {
  readonly look: ClusterLook | null
  readonly leader: string | null
  readonly problem: string | null
}

/** What cannot be looked at keeps nothing else from being shown. */
async function clusterOf(invocation: LookInvocation): Promise<ClusterStatus> {
  try {
    const look = await lookAtCluster(invocation)
    return { look, leader: await look.leader(), problem: null }
  } catch (error) {
    if (!isRunnerError(error)) throw error
    return { look: null, leader: null, problem: error.message }
  }
}

function statusOf(
  { accountId, name, isActive, credentialStatus }: Account,
  look: ClusterLook | null,
): AccountStatus {
  const session = isActive ? credentialStatus : 'disabled'
  return { accountId, name, session, worker: look === null ? null : workerOf(accountId, look) }
}

function workerOf(accountId: string, { deployments }: ClusterLook): AccountStatus['worker'] {
  const found = deployments.get(workerName(accountId) ?? '')
  if (found === undefined) return 'none'
  if ((found.spec?.replicas ?? 0) === 0) return 'asleep'
  return (found.status?.readyReplicas ?? 0) > 0 ? 'ready' : 'starting'
}

const ACCOUNT_COLUMNS: readonly Column<AccountStatus>[] = [
  { heading: 'Account', text: ({ accountId }) => accountId },
  { heading: 'Name', text: ({ name }) => name, yields: true },
  { heading: 'Session', text: ({ session }) => session },
  { heading: 'Worker', text: ({ worker }) => worker ?? 'not known' },
]

const EVENT_COLUMNS: readonly Column<OperatorEvent>[] = [
  { heading: 'When', text: ({ at }) => formatInstant(at) },
  { heading: 'What', text: ({ kind }) => kind.replaceAll('_', ' ') },
  { heading: 'Account', text: ({ accountId }) => accountId },
  { heading: 'Message', text: ({ message }) => message, shrinks: true },
]

function limitOption({ options }: LookInvocation): number {
  const given = textOption(options, 'limit')
  if (given === undefined) return 20
  const limit = Number(given)
  if (/^\d+$/.test(given) && limit >= 1 && limit <= 1000) return limit
  throw new UsageError(`--limit: given ${JSON.stringify(given)}, allowed: a whole number from 1 to 1000`)
}
