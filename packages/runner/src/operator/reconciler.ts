import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from 'insights-store-timescale'
import pLimit from 'p-limit'
import { type RepeatingTask, repeatTask } from '../waiting/repeating-task.ts'
import { applyChange, concernsAll, rightFor } from './apply-change.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { CheckOutcome } from './check/check-credentials.ts'
import type { DeploymentCache } from './cluster/deployment-cache.ts'
import type { Deployments } from './cluster/deployments.ts'
import type { Deployment } from './cluster/objects.ts'
import type { ReconcilerObserver } from './health/operator-metrics.ts'
import { oneLineOf } from './one-line-of.ts'
import { BackOffs, CHANGE_BACK_OFF, CHECK_BACK_OFF, CLUSTER_BACK_OFF } from './plan/back-off.ts'
import type { ChangeBudget } from './plan/change-budget.ts'
import { type Change, type Plan, type PlannedAccount, planChanges } from './plan/plan-changes.ts'
import { PutBacks } from './plan/put-backs.ts'
import type { Problems } from './problems.ts'
import type { WorkerTemplate } from './worker/worker-template.ts'

/** What a reconciler works with. */
export interface ReconcilerOptions {
  readonly accounts: () => Promise<readonly Account[]>
  readonly deployments: Deployments
  readonly cache: DeploymentCache
  /** The name of the operator's own Deployment. */
  readonly ownName: string
  readonly templateOf: (own: Deployment) => WorkerTemplate | undefined
  readonly leads: () => boolean
  readonly check: (accountId: string, signal: AbortSignal) => Promise<CheckOutcome>
  readonly checksAtATime: number
  readonly maxWorkers: number
  readonly fullPassMs: number
  readonly budget: ChangeBudget
  readonly audit: AuditTrail
  readonly problems: Problems
  readonly observe: ReconcilerObserver
}

/** Compares accounts with the cluster again and again, and makes of the cluster what the accounts say. */
export interface Reconciler extends Pick<RepeatingTask, 'wake'> {
  /** Changes under way end; no further ones are begun. */
  stop(): Promise<void>
}

const CHANGES_AT_A_TIME = 10
/** Passes that events call for are so far apart at least: many events come together. */
const SETTLE_MS = 100
/** What stands in the way of everything is looked at again after so long. */
const OBSTRUCTED_MS = 2_000

/** Starts to reconcile. */
export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { cache, deployments, audit, problems, budget, observe } = options
  const leave = new AbortController()
  const changeLimit = pLimit(CHANGES_AT_A_TIME)
  const checkLimit = pLimit(options.checksAtATime)
  /** By account id. */
  const changeBackOffs = new BackOffs(CHANGE_BACK_OFF)
  /** Of what concerns all changes that take the same right, by that. */
  const rightBackOffs = new BackOffs(CLUSTER_BACK_OFF)
  /** By account id and version. */
  const checkBackOffs = new BackOffs(CHECK_BACK_OFF)
  const putBacks = new PutBacks()
  /** By account id: one at a time, for it holds the account's lease. */
  const checking = new Map<string, Promise<void>>()
  /** Accounts and versions whose check the last plan asked for. */
  let wantedChecks: ReadonlySet<string> = new Set()
  const refused = new Map<string, string>()
  let endedAt = -Infinity

  const mayChange = (): boolean => options.leads() && !leave.signal.aborted

  const make = async (change: Change): Promise<void> => {
    const right = rightFor(change)
    if (!mayChange() || !rightBackOffs.isDue(right) || !budget.take()) return
    const { kind, accountId, name, uid, why } = change
    try {
      // Not ended by leaving: what becomes of a request that is cut off would not be known.
      const applied = await applyChange(change, { deployments, cache, signal: AbortSignal.timeout(30_000) })
      changeBackOffs.forget(accountId)
      rightBackOffs.forget(right)
      problems.set(`right to ${right}`, null)
      observe.changed(kind)
      const regarding = { name, uid: applied?.metadata.uid ?? uid ?? undefined }
      const again = putBacks.made(change)
      const often = again > 1 ? `, ${String(again)} times in a row: it is put back later each time` : ''
      await audit.tell({
        kind,
        accountId,
        regarding,
        message: `worker ${name} ${WORDS[kind]}: ${why}${often}`,
      })
    } catch (error) {
      observe.changed('failed')
      const text = oneLineOf(error)
      const regarding = { name, uid: uid ?? undefined }
      if (!concernsAll(error)) {
        const message = `worker ${name} could not be ${WORDS[kind]}: ${text}`
        if (changeBackOffs.failed(accountId, text))
          await audit.tell({ kind: 'failed', accountId, regarding, message })
        return
      }
      rightBackOffs.failed(right, text)
      const isNews = problems.set(`right to ${right}`, text)
      if (isNews)
        await audit.tell({ kind: 'failed', accountId: null, regarding: null, message: text, isLogged: true })
    }
  }

  const check = async ({ accountId }: PlannedAccount, key: string): Promise<void> => {
    // While it waited for its turn the account may have got other credentials, or be no more.
    if (!mayChange() || !wantedChecks.has(key)) return
    const outcome = await options.check(accountId, leave.signal)
    if (leave.signal.aborted) return
    observe.checked(outcome.kind)
    const about = { accountId, regarding: null }
    if (outcome.kind !== 'undecided') {
      checkBackOffs.forget(key)
      const kind = outcome.kind === 'passed' ? 'check_passed' : 'check_failed'
      const said = outcome.kind === 'passed' ? 'its session works' : outcome.message
      await audit.tell({
        ...about,
        kind,
        message: `the credentials of account ${accountId} were tried: ${said}`,
      })
      return
    }
    const atLeastMs = outcome.notBefore === null ? 0 : outcome.notBefore.getTime() - Date.now()
    if (checkBackOffs.failed(key, outcome.message, atLeastMs)) {
      const message = `the credentials of account ${accountId} could not be tried: ${outcome.message}`
      await audit.tell({ ...about, kind: 'check_undecided', message })
    }
  }

  const startChecks = (accounts: readonly PlannedAccount[]): void => {
    const keyed = new Map(
      accounts.map((account) => [`${account.accountId}:${String(account.credentialVersion)}`, account]),
    )
    wantedChecks = new Set(keyed.keys())
    for (const [key, account] of keyed) {
      const { accountId } = account
      if (checking.has(accountId) || !checkBackOffs.isDue(key)) continue
      const checked = checkLimit(() => check(account, key))
        .catch((error: unknown) => void checkBackOffs.failed(key, oneLineOf(error)))
        .finally(() => {
          checking.delete(accountId)
          task.wake()
        })
      checking.set(accountId, checked)
    }
    checkBackOffs.keepOnly(wantedChecks)
  }

  const tellObstacles = async ({ obstacles }: Plan): Promise<void> => {
    const present = new Map(obstacles.map(({ accountId, message }) => [accountId, message]))
    for (const accountId of refused.keys()) if (!present.has(accountId)) refused.delete(accountId)
    for (const [accountId, message] of present) {
      if (refused.get(accountId) === message) continue
      refused.set(accountId, message)
      await audit.tell({
        kind: 'refused',
        accountId,
        regarding: null,
        message: `account ${accountId} has no worker: ${message}`,
      })
    }
  }

  /** With nothing to change, what kept changes from being made is of no interest. */
  const nothingInTheWay = (): void => {
    rightBackOffs.keepOnly(new Set())
    for (const right of ['create', 'patch', 'delete']) problems.set(`right to ${right}`, null)
  }

  const pass = async (): Promise<number> => {
    const begun = performance.now()
    const all = cache.all
    if (!options.leads() || all === undefined) return OBSTRUCTED_MS
    const own = all.get(options.ownName)
    problems.set('own Deployment', own === undefined ? noOwn(options.ownName) : null)
    const template = own && options.templateOf(own)
    if (own === undefined || template === undefined) return OBSTRUCTED_MS
    const accounts = await options.accounts()
    problems.set('database', null)
    const plan = planChanges({ accounts, deployments: all, template, maxWorkers: options.maxWorkers })
    startChecks(plan.checks)
    await tellObstacles(plan)
    putBacks.keepOnly(new Set(accounts.map(({ accountId }) => accountId)))
    changeBackOffs.keepOnly(new Set(plan.changes.map(({ accountId }) => accountId)))
    if (plan.changes.length === 0) nothingInTheWay()
    // A check under way has its say before the worker that comes of it is made.
    const due = plan.changes.filter(
      (change) =>
        changeBackOffs.isDue(change.accountId) && !checking.has(change.accountId) && putBacks.isDue(change),
    )
    await Promise.all(due.map((change) => changeLimit(() => make(change))))
    observe.passed({ seconds: (performance.now() - begun) / 1000, plan, accounts: accounts.length })
    const waits = [changeBackOffs, rightBackOffs, checkBackOffs, putBacks].map((backOffs) =>
      backOffs.nextInMs(),
    )
    if (due.length > 0) waits.push(budget.nextInMs())
    return Math.min(options.fullPassMs, ...waits.filter((ms) => ms !== undefined && ms > 0).map(Number))
  }

  const task = repeatTask(async () => {
    await delay(Math.max(0, endedAt + SETTLE_MS - performance.now()))
    try {
      return await pass()
    } catch (error) {
      problems.set('database', `The accounts cannot be read: ${oneLineOf(error)}`)
      return OBSTRUCTED_MS
    } finally {
      endedAt = performance.now()
    }
  })
  return {
    wake: () => task.wake(),
    async stop() {
      leave.abort()
      await task.stop()
      await Promise.all(checking.values())
      await audit.settle()
    },
  }
}

const WORDS: Readonly<Record<Change['kind'], string>> = {
  created: 'made',
  updated: 'changed',
  restored: 'put back',
  adopted: 'taken over',
  woken: 'started',
  put_to_sleep: 'scaled to zero',
  removed: 'removed',
}

const noOwn = (name: string): string =>
  `There is no Deployment ${name} in the namespace, which all workers belong to: OPERATOR_DEPLOYMENT names the operator's own.`
