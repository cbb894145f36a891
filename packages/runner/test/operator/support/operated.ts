import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore, type Store } from 'insights-store-timescale'
import { FakeKubernetes } from '../../../../../scripts/fake-kubernetes.ts'
import { createTestDatabase, type TestDatabase } from '../../../../../scripts/test-database.ts'
import type { Settings } from '../../../src/config/settings.ts'
import { DECLARED_SETTINGS, OPERATOR_SETTING_NAMES } from '../../../src/config/settings.ts'
import { loadCluster } from '../../../src/operator/cluster/load-cluster.ts'
import { type RunningOperator, startOperator } from '../../../src/operator/start-operator.ts'
import { createLogger } from '../../../src/output/logger.ts'
import { Redactor } from '../../../src/output/redactor.ts'

type Chosen = Partial<Pick<Settings, (typeof OPERATOR_SETTING_NAMES)[number]>>

/** A fake cluster, a simulated Airbnb and a database, and operators on them. */
export class Operated implements AsyncDisposable {
  readonly kubernetes: FakeKubernetes
  readonly simulator: Simulator
  readonly store: Store
  readonly database: TestDatabase
  /** Lines of the log of all operators. */
  readonly lines: string[] = []
  readonly #operators: RunningOperator[] = []

  private constructor(
    kubernetes: FakeKubernetes,
    simulator: Simulator,
    store: Store,
    database: TestDatabase,
  ) {
    this.kubernetes = kubernetes
    this.simulator = simulator
    this.store = store
    this.database = database
  }

  static async make({ accounts = 3 } = {}): Promise<Operated> {
    const [kubernetes, simulator, database] = await Promise.all([
      FakeKubernetes.start(),
      startSimulator({ accounts, listings: 1 }),
      createTestDatabase({ timescale: false }),
    ])
    const store = await openStore({
      connection: database.url,
      credentialKeys: [{ id: 'test', key: new Uint8Array(32).fill(7) }],
    })
    await store.migrate()
    return new Operated(kubernetes, simulator, store, database)
  }

  /** The id of an account of the simulator, by its place. */
  id(place: number): string {
    const account = this.simulator.accounts[place]
    if (account === undefined) throw new Error(`the simulator has no account ${String(place)}`)
    return account.accountId
  }

  name(place: number): string {
    return `airbnb-insights-account-${this.id(place)}`
  }

  /** Stores accounts of the simulator with their present credentials. */
  async add(...places: number[]): Promise<void> {
    for (const place of places) {
      const account = this.simulator.accounts[place]
      if (account === undefined) throw new Error(`the simulator has no account ${String(place)}`)
      const { cookie, clientVersion, userAgent } = account.credentials
      await this.store.accounts.upsert({ accountId: account.accountId, cookie, clientVersion, userAgent })
    }
  }

  /** Starts an operator, with the settings' defaults but for what is given. */
  async operator(chosen: Chosen = {}, environment: Record<string, string> = {}): Promise<RunningOperator> {
    const logger = createLogger({ write: (line) => this.lines.push(line) })
    const operator = await startOperator({
      store: this.store,
      cluster: loadCluster({ KUBECONFIG: this.kubernetes.kubeconfig }),
      settings: {
        ...(Object.fromEntries(
          OPERATOR_SETTING_NAMES.map((name) => [name, DECLARED_SETTINGS[name].default]),
        ) as Required<Pick<Settings, (typeof OPERATOR_SETTING_NAMES)[number]>>),
        ...chosen,
        shutdownTimeoutSeconds: 30,
        host: '127.0.0.1',
        port: 0,
      },
      environment,
      client: {
        baseUrl: this.simulator.url,
        rateLimit: { minIntervalMs: 0 },
        timeoutMs: 1_000,
        retry: { retries: 0 },
      },
      network: 'test',
      notify: {},
      hider: new Redactor(),
      logger,
    })
    this.#operators.push(operator)
    return operator
  }

  /** Stops all operators, purges all accounts and removes all workers. */
  async empty(): Promise<void> {
    for (const operator of this.#operators.splice(0)) await operator.stop(5_000)
    for (const { accountId } of await this.store.accounts.list({ includeDeleted: true })) {
      await this.store.accounts.remove(accountId, { purge: true })
    }
    this.kubernetes.denied.clear()
    for (const name of this.kubernetes.workers().keys()) this.kubernetes.remove('deployments', name)
    this.kubernetes.calls.splice(0)
    this.lines.splice(0)
  }

  /** What the operators recorded of an account, oldest first. */
  async kinds(place: number): Promise<string[]> {
    const events = await this.store.operator.events({ accountId: this.id(place), limit: 1000 })
    return events.map(({ kind }) => kind).toReversed()
  }

  /** Requests that asked Airbnb with an account's session. */
  checks(): number {
    return this.simulator.requests.length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.empty()
    await this.store.close()
    await Promise.all(
      [this.database.drop(), this.kubernetes, this.simulator].map((each) =>
        'then' in each ? each : each[Symbol.asyncDispose](),
      ),
    )
  }
}
