import type { Account, OperatorEvent } from 'insights-store-timescale'
import { requireAccount } from '../../accounts/require-account.ts'
import { textOption } from '../../cli/option-values.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { formatInstant, formatQuantity } from '../../output/format.ts'
import { isRunnerError, UsageError } from '../../output/runner-error.ts'
import type { Column } from '../../output/table.ts'
import { whyNotReady } from '../worker/why-not-ready.ts'
import { workerName } from '../worker/worker-names.ts'
import { type ClusterLook, lookAtCluster, noOwnDeployment } from './look-at-cluster.ts'
import { openServerStore } from './open-server-store.ts'
import type { LookInvocation } from './operator-invocation.ts'

/** An account and its worker. */
interface AccountStatus {
  readonly accountId: string
  readonly name: string | null
  readonly session: Account['credentialStatus'] | 'disabled'
  /** Of the cluster; null where that cannot be looked at. */
  readonly worker: 'none' | 'asleep' | 'starting' | 'ready' | null
  /** Why its worker is not ready, in the cluster's words; null where nothing is known to be wrong. */
  readonly problem: string | null
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
  for (const [problem, ids] of idsByProblem(statuses)) {
    output.warn(`${formatQuantity(ids.length, 'worker')} not started (${listOf(ids)}): ${problem}`)
  }
  if (events.length > 0) await output.table(events, EVENT_COLUMNS)
  if (cluster.look?.own === undefined && cluster.look !== null)
    output.warn(noOwnDeployment(invocation.settings.operatorDeployment, cluster.look.namespace))
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
  const worker = look === null ? null : workerOf(accountId, look)
  const found = look?.deployments.get(workerName(accountId) ?? '')
  return {
    accountId,
    name,
    session,
    worker,
    problem: worker === 'starting' && found !== undefined ? whyNotReady(found) : null,
  }
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
  { heading: 'Message', text: shortMessage, shrinks: true },
]

/** Which account or worker it is about is in the other columns; `--json` has all of it. */
function shortMessage({ accountId, message }: OperatorEvent): string {
  const end = message.indexOf(': ')
  return accountId === null || end === -1 ? message : message.slice(end + 2)
}

function idsByProblem(statuses: readonly AccountStatus[]): Map<string, string[]> {
  const ids = new Map<string, string[]>()
  for (const { accountId, problem } of statuses) {
    if (problem !== null) ids.set(problem, [...(ids.get(problem) ?? []), accountId])
  }
  return ids
}

const MOST_LISTED = 3

function listOf(ids: readonly string[]): string {
  const rest = ids.length - MOST_LISTED
  const first = ids.slice(0, MOST_LISTED).join(', ')
  return rest > 0 ? `${first} and ${String(rest)} more` : first
}

function limitOption({ options }: LookInvocation): number {
  const given = textOption(options, 'limit')
  if (given === undefined) return 20
  const limit = Number(given)
  if (/^\d+$/.test(given) && limit >= 1 && limit <= 1000) return limit
  throw new UsageError(`--limit: given ${JSON.stringify(given)}, allowed: a whole number from 1 to 1000`)
}
