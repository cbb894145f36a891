import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import {
  AppsV1Api,
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  type V1Deployment,
  type V1Pod,
} from '@kubernetes/client-node'
import { applyObjects } from '../../../../scripts/kubernetes/apply-objects.ts'
import { clientOf, kubeconfigOf } from '../../../../scripts/kubernetes/kubeconfig.ts'
import { OPERATOR, perAccountObjects } from '../../../../scripts/kubernetes/per-account-objects.ts'
import { type PodRunner, startPodRunner } from '../../../../scripts/kubernetes/pod-runner.ts'
import { keepArtefact } from '../../../../scripts/test-artefacts.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { until, type WaitOptions } from '../../../../scripts/until.ts'
import { ADMIN_KEY, ServiceWorld, type ServiceWorldOptions } from '../service/service-world.ts'
import { SpawnedOperator } from './spawned-operator.ts'

/** What stands for the image. */
export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

/** A short window: what matters here is who asks, not how much. */
const SHORT = { LOOKBACK_WEEKS: '1', LOOKAHEAD_WEEKS: '0' }

/** Whether there is what these tests need. Where not, vitest's globalSetup has said so and why. */
export function clusterAvailable(): boolean {
  return timescaleAvailable() && Boolean(process.env['TEST_KUBECONFIG'])
}

/** A kubeconfig file of one who may do anything, on the API server that all tests of a run share. */
export function sharedKubeconfig(): string {
  const file = process.env['TEST_KUBECONFIG']
  if (!file) throw new Error('TEST_KUBECONFIG is not set: guard this suite with clusterAvailable()')
  return file
}

/** What a cluster's world is made of. */
export interface ClusterWorldOptions extends ServiceWorldOptions {
  /** Another API server than the one that all tests share: one to stop and start. */
  readonly kubeconfig?: string
  /** Whether pods run as processes; else they are said to be ready, and nothing runs. @defaultValue true */
  readonly processes?: boolean
}

/**
 * A namespace of its own in a real API server with all that the overlay `per-account` puts there, a stand-in for the
 * kubelet that runs its pods, a simulator, a migrated database, and any number of operators as processes outside.
 */
export class ClusterWorld implements AsyncDisposable {
  readonly service: ServiceWorld
  readonly namespace: string
  readonly pods: PodRunner
  readonly core: CoreV1Api
  readonly apps: AppsV1Api
  /** A kubeconfig file of one who may do anything. */
  readonly kubeconfig: string
  readonly #operators: SpawnedOperator[] = []

  private constructor(service: ServiceWorld, kubeconfig: string, namespace: string, pods: PodRunner) {
    this.service = service
    this.kubeconfig = kubeconfig
    this.namespace = namespace
    this.pods = pods
    this.core = clientOf(kubeconfig, CoreV1Api)
    this.apps = clientOf(kubeconfig, AppsV1Api)
  }

  static async make({
    kubeconfig,
    processes = true,
    ...options
  }: ClusterWorldOptions): Promise<ClusterWorld> {
    const service = await ServiceWorld.make({ storeAccounts: false, ...options })
    const config = kubeconfig ?? sharedKubeconfig()
    const namespace = `test-${randomBytes(5).toString('hex')}`
    await applyObjects(config, objectsOf(namespace, service.env))
    const pods = await startPodRunner({
      kubeconfig: config,
      namespace,
      keepOutput: (output) => keepArtefact('worker-output.log', output),
      ...(processes ? { program: [process.execPath, BIN] } : {}),
    })
    return new ClusterWorld(service, config, namespace, pods)
  }

  /** Stores accounts of the simulator, by their place; without places all of them. */
  async storeAccounts(...places: number[]): Promise<void> {
    const { accounts } = this.service.simulator
    const chosen = places.length === 0 ? accounts : places.flatMap((place) => accounts[place] ?? [])
    for (const { accountId, credentials } of chosen) {
      const { cookie, clientVersion, userAgent } = credentials
      await this.service.store.accounts.upsert({ accountId, cookie, clientVersion, userAgent })
    }
  }

  /** An account of the simulator's by its place. */
  accountId(place: number): string {
    const account = this.service.simulator.accounts[place]
    if (account === undefined) throw new Error(`the simulator has no account ${place}`)
    return account.accountId
  }

  /** Spawns an operator with the rights of its service account, or of another kubeconfig. */
  async operator({
    kubeconfig,
    env = {},
  }: {
    kubeconfig?: string
    env?: Record<string, string>
  } = {}): Promise<SpawnedOperator> {
    const operator = await SpawnedOperator.start({
      cwd: this.service.folder,
      env: {
        ...this.service.env,
        KUBECONFIG:
          kubeconfig ?? (await kubeconfigOf(this.kubeconfig, OPERATOR, this.namespace, this.service.folder)),
        OPERATOR_NAMESPACE: this.namespace,
        ...env,
      },
    })
    this.#operators.push(operator)
    return operator
  }

  /** The workers' Deployments, by name; none that is being deleted. */
  async workers(): Promise<V1Deployment[]> {
    const { items } = await this.apps.listNamespacedDeployment({
      namespace: this.namespace,
      labelSelector: `app.kubernetes.io/managed-by=${OPERATOR}`,
    })
    return items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
  }

  /** The pods of an account's worker. */
  async podsOf(accountId: string): Promise<V1Pod[]> {
    const { items } = await this.core.listNamespacedPod({
      namespace: this.namespace,
      labelSelector: `airbnb-insights/account-id=${accountId}`,
    })
    return items
  }

  /** Changes the Deployment of an account's worker as somebody does who is not the operator. */
  async changeWorker(accountId: string, body: object): Promise<void> {
    await this.apps.patchNamespacedDeployment(
      { name: `airbnb-insights-account-${accountId}`, namespace: this.namespace, body },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    )
  }

  /** How many rows of nights an account has. */
  async rowsOf(accountId: string): Promise<number> {
    const { rows } = await this.service.store.db
      .selectFrom('chart_query')
      .select(({ fn }) => fn.countAll<string>().as('rows'))
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow()
    return Number(rows)
  }

  /** What operators did about an account, oldest first. */
  async eventKinds(accountId: string): Promise<string[]> {
    const events = await this.service.store.operator.events({ accountId, limit: 1000 })
    return events.map(({ kind }) => kind).toReversed()
  }

  /** Waits until something holds; in vain, it tells of workers, pods and operators. */
  until(holds: () => Promise<boolean> | boolean, options: WaitOptions = {}): Promise<void> {
    return until(holds, { instead: () => this.#asItIs(), ...options })
  }

  async #asItIs(): Promise<string> {
    const workers = await this.workers()
    return [
      ...workers.map(({ metadata, spec, status }) =>
        JSON.stringify({ worker: metadata?.name, replicas: spec?.replicas, ready: status?.readyReplicas }),
      ),
      `pods: ${this.pods.names().join(', ')}`,
      ...this.#operators.map(({ output }) => `an operator:\n${output.slice(-2_000)}`),
    ].join('\n')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const operator of this.#operators) await operator[Symbol.asyncDispose]()
    await this.pods.stop()
    await this.core.deleteNamespace({ name: this.namespace })
    await this.service[Symbol.asyncDispose]()
  }
}

/** What the overlay puts into a namespace, but that none of its own pods run: the operators are processes of the test. */
function objectsOf(namespace: string, env: Readonly<Record<string, string>>): object[] {
  const { DATABASE_URL = '', CREDENTIAL_KEYS = '', AIRBNB_BASE_URL = '', AIRBNB_MIN_INTERVAL_MS = '' } = env
  const secrets = { databaseUrl: DATABASE_URL, credentialKeys: CREDENTIAL_KEYS, adminKey: ADMIN_KEY }
  const settings = { AIRBNB_BASE_URL, AIRBNB_MIN_INTERVAL_MS, SYNC_SPREAD_MINUTES: '0', ...SHORT }
  return perAccountObjects(namespace, secrets, settings)
    .filter((object) => !('kind' in object && object.kind === 'Job'))
    .map((object) =>
      'kind' in object && object.kind === 'Deployment' && 'spec' in object
        ? { ...object, spec: { ...(object.spec as object), replicas: 0 } }
        : object,
    )
}
