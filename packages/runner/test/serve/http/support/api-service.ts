import type { Simulator, SimulatorOptions } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'

/** A service under test, whichever process it runs in. */
export interface ApiService extends AsyncDisposable {
  /** Its origin, such as `http://127.0.0.1:8000`. */
  readonly url: string
  readonly mode: 'admin' | 'hybrid'
  readonly keys: { readonly admin: string; readonly read: string }
  /** A store on the service's database. */
  readonly store: Store
  /** What the service asks in place of Airbnb. Its accounts are not in the store. */
  readonly simulator: Simulator
  /** Everything that the service has logged so far. */
  readonly log: () => string
}

/** What a suite asks of the service. */
export interface ApiServiceOptions {
  readonly simulator?: SimulatorOptions
}

/** Starts a service; {@link describeApi} runs every suite against one. */
export type StartService = (options?: ApiServiceOptions) => Promise<ApiService>
