import type { Account } from 'insights-store-timescale'
import type { Deployment } from '../cluster/objects.ts'
import { differences } from '../worker/differences.ts'
import { workerDeployment } from '../worker/worker-deployment.ts'
import { HASH_ANNOTATION, ownershipOf, REPLICAS_ANNOTATION, workerName } from '../worker/worker-names.ts'
import type { WorkerTemplate } from '../worker/worker-template.ts'

/** What is to be read of an account. */
export type PlannedAccount = Pick<
  Account,
  'accountId' | 'name' | 'isActive' | 'credentialStatus' | 'credentialVersion'
>

/** How a worker is to be changed, in the words of the audit trail. */
export type ChangeKind = 'created' | 'updated' | 'restored' | 'adopted' | 'woken' | 'put_to_sleep' | 'removed'

/** One change to the cluster. */
export interface Change {
  readonly kind: ChangeKind
  readonly accountId: string
  /** The object's. */
  readonly name: string
  /** Why, in one line. */
  readonly why: string
  /** The object as it is to be; null for one that is to go. */
  readonly wanted: Deployment | null
  /** Of the object that is there; null for none. */
  readonly uid: string | null
}

/** An account that gets no worker, though it should: why, in one line. */
export interface Obstacle {
  readonly accountId: string
  readonly message: string
}

/** What there is to do. */
export interface Plan {
  /** Removals first, so that they make room; then by account. */
  readonly changes: readonly Change[]
  /** Accounts whose present credentials nobody has tried: a worker that they have stays as it is meanwhile. */
  readonly checks: readonly PlannedAccount[]
  readonly obstacles: readonly Obstacle[]
  /** Workers that run when all of it is done. */
  readonly running: number
  /** Those of them that are ready now. */
  readonly ready: number
}

/** What a plan is made from. */
interface PlanInput {
  /** All that are not removed, by account id. */
  readonly accounts: readonly PlannedAccount[]
  /** All of the namespace, by name, whosoever they are. */
  readonly deployments: ReadonlyMap<string, Deployment>
  readonly template: WorkerTemplate
  /** So many workers run at most. */
  readonly maxWorkers: number
}

/** Compares the accounts with the cluster, and says what there is to do so that each has the worker that it should have. */
export function planChanges({ accounts, deployments, template, maxWorkers }: PlanInput): Plan {
  const changes: Change[] = []
  const checks: PlannedAccount[] = []
  const obstacles: Obstacle[] = []
  const named = new Set<string>()
  let running = 0
  let ready = 0

  const keep = (account: PlannedAccount, name: string): void => {
    const found = deployments.get(name)
    if (found?.metadata.deletionTimestamp !== undefined) return
    const ownership = found === undefined ? 'ours' : ownershipOf(found, template.owner)
    if (ownership === 'foreign') {
      const message = `a Deployment ${name} that is not the operator's own is there already: it is left alone`
      obstacles.push({ accountId: account.accountId, message })
      return
    }
    const runsNow = (found?.spec?.replicas ?? 0) > 0
    let replicas = replicasFor(account)
    if (replicas === 'check') {
      checks.push(account)
      replicas = runsNow ? 1 : 0
    }
    if (replicas === 1 && running >= maxWorkers) {
      const message = `${String(maxWorkers)} workers run already, which is the most that the settings allow`
      obstacles.push({ accountId: account.accountId, message })
      replicas = 0
    }
    running += replicas
    if (replicas === 1 && (found?.status?.readyReplicas ?? 0) > 0) ready += 1
    if (found === undefined && replicas === 0) return
    const wanted = workerDeployment(name, account, template, replicas)
    const change = found === undefined ? CREATE : changeOf(wanted, found, ownership, account)
    if (change === undefined) return
    const uid = found?.metadata.uid ?? null
    changes.push({ ...change, accountId: account.accountId, name, wanted, uid })
  }

  const runs = ({ accountId }: PlannedAccount): boolean =>
    (deployments.get(workerName(accountId) ?? '')?.spec?.replicas ?? 0) > 0
  // Where not all may run, those go on that do.
  for (const account of [...accounts.filter(runs), ...accounts.filter((each) => !runs(each))]) {
    const name = workerName(account.accountId)
    if (name === undefined) {
      obstacles.push({
        accountId: account.accountId,
        message: 'its id is no account id of Airbnb: up to 30 digits, and nothing else',
      })
      continue
    }
    named.add(name)
    keep(account, name)
  }
  return {
    changes: [...removals(named, deployments, template), ...changes],
    checks,
    obstacles,
    running,
    ready,
  }
}

const CREATE = { kind: 'created', why: 'the account is active and its session works' } as const

/** How many pods an account is to have; `check` where that hangs on a session that nobody has tried. */
function replicasFor({ isActive, credentialStatus }: PlannedAccount): 0 | 1 | 'check' {
  if (!isActive || credentialStatus === 'expired') return 0
  return credentialStatus === 'ok' ? 1 : 'check'
}

function changeOf(
  wanted: Deployment,
  found: Deployment,
  ownership: 'ours' | 'orphan',
  account: PlannedAccount,
): Pick<Change, 'kind' | 'why'> | undefined {
  const places = differences(wanted, { ...found, apiVersion: wanted.apiVersion, kind: wanted.kind })
  if (places.length === 0) return undefined
  if (ownership === 'orphan') return { kind: 'adopted', why: 'it had lost its owner' }
  const isAsLeft = (annotation: string): boolean =>
    found.metadata.annotations?.[annotation] === wanted.metadata.annotations?.[annotation]
  if (!isAsLeft(REPLICAS_ANNOTATION)) {
    return wanted.spec?.replicas === 0
      ? { kind: 'put_to_sleep', why: whyAsleep(account) }
      : { kind: 'woken', why: CREATE.why }
  }
  const listed = listOf(places)
  return isAsLeft(HASH_ANNOTATION)
    ? { kind: 'restored', why: `somebody else had changed ${listed}` }
    : { kind: 'updated', why: `it is to have another ${listed}` }
}

function whyAsleep({ isActive, credentialStatus }: PlannedAccount): string {
  if (!isActive) return 'the account is disabled'
  return credentialStatus === 'expired'
    ? 'its session has expired'
    : 'as many workers run as the settings allow'
}

const MOST_LISTED = 3

function listOf(places: readonly string[]): string {
  const shown = places.filter((place) => !place.endsWith(HASH_ANNOTATION))
  const first = shown.slice(0, MOST_LISTED).join(', ')
  const rest = shown.length - MOST_LISTED
  return rest > 0 ? `${first} and ${String(rest)} more` : first
}

/** Workers of accounts that are no more. */
function* removals(
  named: ReadonlySet<string>,
  deployments: ReadonlyMap<string, Deployment>,
  { owner }: WorkerTemplate,
): Generator<Change> {
  for (const [name, found] of deployments) {
    const { uid, deletionTimestamp } = found.metadata
    if (named.has(name) || deletionTimestamp !== undefined || uid === undefined) continue
    if (ownershipOf(found, owner) === 'foreign') continue
    const accountId = name.slice(name.lastIndexOf('-') + 1)
    yield { kind: 'removed', accountId, name, why: 'the account was removed', wanted: null, uid }
  }
}
