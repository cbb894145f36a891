import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AppsV1Api, CoreV1Api, PatchStrategy, setHeaderOptions, type V1Pod } from '@kubernetes/client-node'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { Client } from 'pg'
import { borrowTimescale } from '../borrowed-timescaledb.ts'
import { createTestDatabase } from '../test-database.ts'
import { applyObjects } from './apply-objects.ts'
import { clientOf, kubeconfigOf } from './kubeconfig.ts'
import { startKubernetes } from './local-kubernetes.ts'
import { OPERATOR, type PerAccountSecrets, perAccountObjects } from './per-account-objects.ts'
import { type PodRunner, startPodRunner } from './pod-runner.ts'
import { printOf } from './print-of.ts'

const NAMESPACE = 'airbnb-insights'
const BIN = fileURLToPath(new URL('../../packages/runner/dist/bin.js', import.meta.url))
const ACCOUNTS = 3
const LISTINGS = 2

/** The overlay `per-account` on an API server of its own, with all that it needs around it. */
export class DemoCluster implements AsyncDisposable {
  readonly #resources: AsyncDisposableStack
  readonly #simulator: Simulator
  readonly #secrets: PerAccountSecrets
  readonly #kubeconfig: string
  readonly #pods: PodRunner
  readonly #signal: AbortSignal
  readonly #say: (line: string) => void
  readonly #apps: AppsV1Api
  readonly #core: CoreV1Api

  private constructor(
    resources: AsyncDisposableStack,
    parts: {
      simulator: Simulator
      secrets: PerAccountSecrets
      kubeconfig: string
      pods: PodRunner
      signal: AbortSignal
      say: (line: string) => void
    },
  ) {
    this.#resources = resources
    this.#simulator = parts.simulator
    this.#secrets = parts.secrets
    this.#kubeconfig = parts.kubeconfig
    this.#pods = parts.pods
    this.#signal = parts.signal
    this.#say = parts.say
    this.#apps = clientOf(parts.kubeconfig, AppsV1Api)
    this.#core = clientOf(parts.kubeconfig, CoreV1Api)
  }

  /** Starts it all, migrates the database by the overlay's Job, and waits until admin API and operator are ready. */
  static async start(folder: string, signal: AbortSignal, say: (line: string) => void): Promise<DemoCluster> {
    await using starting = new AsyncDisposableStack()
    say('A simulated Airbnb, a TimescaleDB and a Kubernetes API server are started …')
    const simulator = starting.use(await startSimulator({ accounts: ACCOUNTS, listings: LISTINGS }))
    const given = process.env['TEST_DATABASE_URL']
    const server = given ? { url: given, giveBack: async () => undefined } : await borrowTimescale()
    if ('reason' in server) throw new Error(server.reason)
    starting.defer(() => server.giveBack())
    const database = await createTestDatabase({ server: server.url })
    starting.defer(() => database.drop())
    const kubernetes = starting.use(await startKubernetes())
    const secrets = {
      databaseUrl: database.url,
      credentialKeys: `k1:${randomBytes(32).toString('base64')}`,
      adminKey: randomBytes(24).toString('hex'),
    }
    say(`Kubernetes answers at ${kubernetes.url}. deploy/kubernetes/overlays/per-account is applied …`)
    const settings = {
      AIRBNB_BASE_URL: simulator.url,
      AIRBNB_MIN_INTERVAL_MS: '0',
      SYNC_SPREAD_MINUTES: '0',
    }
    await applyObjects(kubernetes.kubeconfig, perAccountObjects(NAMESPACE, secrets, settings))
    const operatorConfig = await kubeconfigOf(kubernetes.kubeconfig, OPERATOR, NAMESPACE, folder)
    const pods = starting.use(
      await startPodRunner({
        kubeconfig: kubernetes.kubeconfig,
        namespace: NAMESPACE,
        program: [process.execPath, BIN],
        // In a cluster, a pod finds its token in a file; here it is given a kubeconfig with one of the same account.
        env: (pod): Record<string, string> =>
          pod.spec?.automountServiceAccountToken === true ? { KUBECONFIG: operatorConfig } : {},
      }),
    )
    const { kubeconfig } = kubernetes
    const cluster = new DemoCluster(starting.move(), { simulator, secrets, kubeconfig, pods, signal, say })
    try {
      await cluster.#untilReady('admin')
      await cluster.#untilReady('operator')
    } catch (error) {
      await cluster[Symbol.asyncDispose]()
      throw error
    }
    return cluster
  }

  get accountIds(): string[] {
    return this.#simulator.accounts.map(({ accountId }) => accountId)
  }

  async addAccount(accountId: string): Promise<void> {
    const account = this.#simulator.accounts.find((one) => one.accountId === accountId)
    if (account === undefined) throw new Error(`the simulator has no account ${accountId}`)
    const { cookie, clientTraceId, clientVersion, userAgent } = account.credentials
    await this.#ask('POST', '', {
      account_id: accountId,
      airbnb_cookie: cookie,
      x_airbnb_client_trace_id: clientTraceId,
      x_client_version: clientVersion,
      user_agent: userAgent,
    })
  }

  async switchOff(accountId: string): Promise<void> {
    await this.#ask('PATCH', `/${accountId}`, { is_active: false })
  }

  async removeAccount(accountId: string): Promise<void> {
    await this.#ask('DELETE', `/${accountId}`)
  }

  async scaleByHand(accountId: string, replicas: number): Promise<void> {
    await this.#apps.patchNamespacedDeployment(
      { name: nameOf(accountId), namespace: NAMESPACE, body: { spec: { replicas } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    )
  }

  /** Waits until all listings of an account have rows. */
  async untilSynced(accountId: string): Promise<void> {
    await this.#until(async () => (await this.#listingsWithRows(accountId)) === LISTINGS)
  }

  async untilReplicas(accountId: string, replicas: number): Promise<void> {
    await this.#until(async () => (await this.#deployment(accountId))?.spec?.replicas === replicas)
  }

  async untilGone(accountId: string): Promise<void> {
    await this.#until(async () => (await this.#deployment(accountId)) === undefined)
  }

  async untilPods(accountId: string, count: number): Promise<void> {
    await this.#until(async () => (await this.#podsOf(accountId)).length === count)
  }

  /** Says of each account what it has in the cluster and in the database. */
  async show(): Promise<void> {
    this.#say('')
    for (const accountId of this.accountIds) {
      const deployment = await this.#deployment(accountId)
      const pods = (await this.#podsOf(accountId)).map(({ metadata }) => {
        const processId = this.#pods.pod(metadata?.name ?? '')?.processId
        return `${metadata?.name ?? ''} (process ${processId ?? 'none'})`
      })
      const replicas =
        deployment === undefined ? 'no Deployment' : `${deployment.spec?.replicas ?? 0} replicas`
      const listings = await this.#listingsWithRows(accountId)
      this.#say(`  ${accountId}: ${replicas}, ${pods.join(', ') || 'no pod'}, ${listings} listings with rows`)
    }
  }

  /** What `airbnb-insights operator status` prints. */
  async operatorStatus(): Promise<string> {
    const { databaseUrl, credentialKeys } = this.#secrets
    return await printOf([process.execPath, BIN, 'operator', 'status', '--no-env-file'], {
      DATABASE_URL: databaseUrl,
      CREDENTIAL_KEYS: credentialKeys,
      KUBECONFIG: this.#kubeconfig,
      OPERATOR_NAMESPACE: NAMESPACE,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync()
  }

  async #ask(method: string, path: string, body?: object): Promise<void> {
    const [admin] = await this.#podsWith('app.kubernetes.io/component=admin')
    const response = await fetch(`http://${admin?.status?.podIP}:8000/api/v1/accounts${path}`, {
      method,
      headers: {
        'X-API-Key': this.#secrets.adminKey,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} accounts${path}: ${response.status} ${await response.text()}`)
  }

  async #listingsWithRows(accountId: string): Promise<number> {
    const client = new Client({ connectionString: this.#secrets.databaseUrl })
    await client.connect()
    try {
      const { rows } = await client.query<{ listings: string }>(
        'SELECT count(DISTINCT airbnb_listing_id) AS listings FROM airbnb.chart_query WHERE account_id = $1',
        [accountId],
      )
      return Number(rows[0]?.listings)
    } finally {
      await client.end()
    }
  }

  async #deployment(accountId: string) {
    const { items } = await this.#apps.listNamespacedDeployment({ namespace: NAMESPACE })
    return items.find(({ metadata }) => metadata?.name === nameOf(accountId))
  }

  #podsOf(accountId: string): Promise<V1Pod[]> {
    return this.#podsWith(`airbnb-insights/account-id=${accountId}`)
  }

  async #podsWith(labelSelector: string): Promise<V1Pod[]> {
    const { items } = await this.#core.listNamespacedPod({ namespace: NAMESPACE, labelSelector })
    return items
  }

  async #untilReady(component: string): Promise<void> {
    this.#say(`Waiting for a pod of ${component} …`)
    await this.#until(async () =>
      (await this.#podsWith(`app.kubernetes.io/component=${component}`)).some(({ status }) =>
        status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True'),
      ),
    )
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await delay(250, undefined, { signal: this.#signal })
  }
}

function nameOf(accountId: string): string {
  return `airbnb-insights-account-${accountId}`
}
