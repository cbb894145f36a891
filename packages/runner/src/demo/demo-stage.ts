import { type ClientEvent, sessionCookies } from 'airbnb-insights-client'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'
import type { ClientSettings } from '../cli/open-client.ts'
import { openStoreFor, type StoreSettings } from '../cli/open-store.ts'
import { DEFAULT_NETWORK } from '../config/default-network.ts'
import type { DemoInvocation } from './demo-invocation.ts'
import {
  BASE_DAY_LAG,
  EXPIRED_ACCOUNT,
  FIRST_DAY,
  FIRST_DAY_FAULTS,
  LATENCY_MS,
  SIMULATED_ACCOUNTS,
} from './demo-world.ts'

/** Something that a client told, and when, in milliseconds of one monotonic clock. */
export interface HeardEvent {
  readonly accountId: string
  readonly at: number
  readonly event: ClientEvent
}

/** All that the demo plays with. */
export interface DemoStage {
  readonly invocation: DemoInvocation
  /** Folder of the database; it stays. */
  readonly folder: string
  readonly simulator: Simulator
  readonly store: Store
  readonly clientSettings: ClientSettings
  /** Grows while accounts are synced. */
  readonly heard: HeardEvent[]
}

/** Starts the simulated Airbnb, on the first day, with all that goes wrong on it. Close it. */
export function startDemoSimulator(): Promise<Simulator> {
  return startSimulator({
    accounts: SIMULATED_ACCOUNTS,
    today: FIRST_DAY,
    baseDayLag: BASE_DAY_LAG,
    faults: FIRST_DAY_FAULTS,
    latencyMs: LATENCY_MS,
  })
}

/** Makes an embedded database in a folder of its own, with a key of its own. Nothing of the user's is read. Close it. */
export function openDemoStore(invocation: DemoInvocation, dataDir: string): Promise<Store> {
  const settings: StoreSettings = {
    dataDir,
    databaseUrl: undefined,
    databasePooler: 'auto',
    databaseReadUrl: undefined,
    databaseReadMaxLagSeconds: 60,
    databasePoolMax: 10,
    databaseTimeoutSeconds: 30,
    history: undefined,
    dbSchema: 'airbnb',
    credentialKeys: undefined,
    allowPlaintextCredentials: false,
  }
  return openStoreFor({ ...invocation, settings }, { creates: true })
}

/** Imports every account with its session; one of them has expired by the time of the first sync. */
export async function importAccounts({ store, simulator, invocation }: DemoStage): Promise<void> {
  for (const { accountId, credentials } of simulator.accounts) {
    invocation.context.redactor.addCookie(credentials.cookie)
    const { cookie, clientVersion, userAgent } = credentials
    await store.accounts.upsert({ accountId, cookie: sessionCookies(cookie), clientVersion, userAgent })
  }
  simulator.expireSession(EXPIRED_ACCOUNT, 'login_redirect')
}

/** How the simulator is asked; pacing is off, for nobody has to be spared. */
export function demoClientSettings(baseUrl: string): ClientSettings {
  return {
    baseUrl,
    minIntervalMs: 0,
    locale: 'en',
    currency: 'USD',
    timeoutMs: 10_000,
    webKey: undefined,
    httpsProxy: undefined,
    httpProxy: undefined,
    noProxy: undefined,
    networkName: DEFAULT_NETWORK,
    authorities: undefined,
    operationHashes: undefined,
  }
}
