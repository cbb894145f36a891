import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CheckOutcome } from '../check/check-credentials.ts'
import type { KubernetesRequest } from '../cluster/kubernetes-client.ts'
import type { ChangeKind, Plan } from '../plan/plan-changes.ts'

/** Is told what a reconciler does, to be counted. */
export interface ReconcilerObserver {
  readonly passed: (pass: {
    readonly seconds: number
    readonly plan: Plan
    readonly accounts: number
  }) => void
  readonly changed: (kind: ChangeKind | 'failed') => void
  readonly checked: (kind: CheckOutcome['kind']) => void
}

/** The Prometheus metrics of an operator. */
export interface OperatorMetrics extends ReconcilerObserver {
  /** It makes no more changes: what it last found is told by who does. */
  readonly resigned: () => void
  readonly called: (asked: Pick<KubernetesRequest, 'verb' | 'resource'>, status: number) => void
  readonly contentType: string
  render(): Promise<string>
}

/** Makes the metrics of one process, in a registry of their own. */
export function createOperatorMetrics(state: {
  readonly leads: () => boolean
  readonly problems: () => number
}): OperatorMetrics {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const gauge = (name: string, help: string, collect?: (gauge: Gauge) => void): Gauge =>
    new Gauge({
      name: `airbnb_insights_operator_${name}`,
      help,
      registers,
      ...(collect === undefined
        ? {}
        : {
            collect() {
              collect(this)
            },
          }),
    })
  gauge('leading', 'Whether this process is the operator that makes changes.', (self) =>
    self.set(state.leads() ? 1 : 0),
  )
  gauge('problems', 'What stands in its way now: rights, API server, database, its own Deployment.', (self) =>
    self.set(state.problems()),
  )
  const accounts = gauge('accounts', 'Accounts as the last pass found them.')
  const workers = gauge('workers', 'Workers that run when all of the last plan is done.')
  const ready = gauge('ready_workers', 'Workers that are to run, and are ready.')
  const pending = gauge('pending_changes', 'Changes that the last pass found to make.')
  const unchecked = gauge('unchecked_accounts', 'Accounts whose present credentials nobody has tried yet.')
  const refused = gauge('refused_accounts', 'Accounts that get no worker, though they should.')
  const lastPass = gauge('last_pass_timestamp_seconds', 'When accounts and cluster were last compared.')
  // Absent in one that does not lead: a zero would be an alert, and what was found once is no more so.
  const found = [accounts, workers, ready, pending, unchecked, refused, lastPass]
  const resigned = (): void => found.forEach((each) => each.remove())
  resigned()
  const passes = new Histogram({
    name: 'airbnb_insights_operator_pass_duration_seconds',
    help: 'How long comparing accounts and cluster took, the changes included.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    registers,
  })
  const changes = new Counter({
    name: 'airbnb_insights_operator_changes_total',
    help: 'Changes to the cluster by kind; failed ones as `failed`.',
    labelNames: ['kind'],
    registers,
  })
  const checks = new Counter({
    name: 'airbnb_insights_operator_checks_total',
    help: 'Credentials that were tried, by what came of it.',
    labelNames: ['outcome'],
    registers,
  })
  const calls = new Counter({
    name: 'airbnb_insights_operator_api_calls_total',
    help: 'Requests to the API server; status 0 where nobody answered.',
    labelNames: ['verb', 'resource', 'status'],
    registers,
  })
  return {
    passed({ seconds, plan, accounts: count }) {
      passes.observe(seconds)
      accounts.set(count)
      workers.set(plan.running)
      ready.set(plan.ready)
      pending.set(plan.changes.length)
      unchecked.set(plan.checks.length)
      refused.set(plan.obstacles.length)
      lastPass.set(Date.now() / 1000)
    },
    resigned,
    changed: (kind) => changes.inc({ kind }),
    checked: (outcome) => checks.inc({ outcome }),
    called: ({ verb, resource }, status) => calls.inc({ verb, resource, status }),
    contentType: register.contentType,
    render: () => register.metrics(),
  }
}
