import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulator, type SimulatorOptions, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore, type Run, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../../../../scripts/test-database.ts'
import { until, type WaitOptions } from '../../../../scripts/until.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { describeWorld } from './describe-world.ts'
import { storeAccountsOf, syncsAtOnce } from './simulated-service.ts'
import { SpawnedService } from './spawned-service.ts'

/** A key for the API of every spawned service. */
export const ADMIN_KEY = `simsecret-admin-${randomBytes(24).toString('hex')}`

/** A key for reading alone. */
export const READ_KEY = `simsecret-read-${randomBytes(24).toString('hex')}`

/** What a world is made of. */
export interface ServiceWorldOptions extends SimulatorOptions {
  /** The database server to make a database on. @defaultValue the tests' server */
  readonly server?: string
  /** Where the services reach the database, given its URL. @defaultValue directly */
  readonly reach?: (url: string) => string
  /** Whether the simulator's accounts are in the store. @defaultValue true */
  readonly storeAccounts?: boolean
}

/** A simulator, a migrated database on a real server, and any number of services on both. */
export class ServiceWorld implements AsyncDisposable {
  readonly simulator: Simulator
  readonly store: Store
  readonly env: Readonly<Record<string, string>>
  readonly folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-service-'))
  readonly #services: SpawnedService[] = []
  readonly #drop: () => Promise<void>

  private constructor(
    simulator: Simulator,
    store: Store,
    env: Record<string, string>,
    drop: () => Promise<void>,
  ) {
    this.simulator = simulator
    this.store = store
    this.env = env
    this.#drop = drop
  }

  /** Migrates as a deployment does, by the CLI, and stores the simulator's accounts. */
  static async make({
    server,
    reach,
    storeAccounts = true,
    ...options
  }: ServiceWorldOptions): Promise<ServiceWorld> {
    const simulator = await startSimulator({ prerender: true, ...options })
    const database = await createTestDatabase(server === undefined ? {} : { server })
    const key = randomBytes(32)
    const env = {
      DATABASE_URL: reach?.(database.url) ?? database.url,
      CREDENTIAL_KEYS: `test:${key.toString('base64')}`,
      SERVICE_KEYS: `admin:${ADMIN_KEY},read:${READ_KEY}`,
      ...syncsAtOnce(simulator),
      RATE_LIMIT_PER_MINUTE: '0',
    }
    using folder = new CliFolder()
    const migrated = await folder.spawn(['migrate', 'up'], { env })
    if (migrated.code !== 0)
      throw new Error(`migrate up ended with ${String(migrated.code)}: ${migrated.stderr}`)
    const store = await openStore({
      connection: database.url,
      credentialKeys: [{ id: 'test', key }],
      poolMax: 4,
    })
    if (storeAccounts) await storeAccountsOf(simulator, store)
    return new ServiceWorld(simulator, store, env, () => database.drop())
  }

  /** Spawns a service of the mode. */
  async serve(
    mode: 'admin' | 'worker' | 'hybrid',
    env: Record<string, string> = {},
  ): Promise<SpawnedService> {
    const service = await SpawnedService.start({ cwd: this.folder, env: { ...this.env, MODE: mode, ...env } })
    this.#services.push(service)
    return service
  }

  /** All runs, newest first. */
  runs(): Promise<Run[]> {
    return this.store.runs.list({ limit: 10_000 })
  }

  /** The only run of an account. */
  async onlyRun(accountId: string): Promise<Run> {
    const runs = await this.store.runs.list({ accountId })
    const [run] = runs
    if (run === undefined || runs.length > 1) throw new Error(`${accountId} has ${String(runs.length)} runs`)
    return run
  }

  /** Waits until something holds; in vain, it tells of runs, sessions and services. */
  until(holds: () => Promise<boolean> | boolean, options: WaitOptions = {}): Promise<void> {
    return until(holds, { instead: () => describeWorld(this.store, this.#services), ...options })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const service of this.#services) await service[Symbol.asyncDispose]()
    await this.store.close()
    await this.simulator.close()
    await this.#drop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
