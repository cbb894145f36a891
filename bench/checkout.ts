import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as Client from 'airbnb-insights-client'
import type * as Runner from 'airbnb-insights-runner'
import type * as InsightsStore from 'insights-store-timescale'

/** A checkout of this project that is built: this one, or another to measure beside it. */
export interface Checkout {
  readonly folder: string
  /** The command line's script. */
  readonly bin: string
  readonly client: () => Promise<typeof Client>
  readonly runner: () => Promise<typeof Runner>
  readonly store: () => Promise<typeof InsightsStore>
}

/** The checkout in a folder. */
export function checkoutIn(folder: string): Checkout {
  const built = (name: string) => join(folder, 'packages', name, 'dist')
  const load = async (name: string): Promise<unknown> =>
    await import(pathToFileURL(join(built(name), 'index.js')).href)
  return {
    folder,
    bin: join(built('runner'), 'bin.js'),
    client: async () => (await load('airbnb-insights-client')) as typeof Client,
    runner: async () => (await load('runner')) as typeof Runner,
    store: async () => (await load('insights-store-timescale')) as typeof InsightsStore,
  }
}

/** This checkout. */
export const HERE = checkoutIn(fileURLToPath(new URL('..', import.meta.url)))
