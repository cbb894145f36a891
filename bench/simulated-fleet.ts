import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { SimulatedAccount, SimulatorReport } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'

/** A simulator in another process, and the accounts that it serves. */
export interface SimulatedFleet extends Disposable {
  readonly url: string
  readonly accounts: readonly SimulatedAccount[]
}

export async function startFleet(accounts: number, listings: number, today: string): Promise<SimulatedFleet> {
  const child = fork(new URL('simulator-process.ts', import.meta.url), [
    String(accounts),
    String(listings),
    today,
  ])
  const [report] = (await once(child, 'message')) as [SimulatorReport]
  if (report.type !== 'listening') throw new Error(`The simulator said ${report.type} first.`)
  const { url, accounts: served } = report
  return { url, accounts: served, [Symbol.dispose]: () => child.disconnect() }
}

/** Stores the fleet's accounts, with the cookies as they are: nothing here is anybody's. */
export async function storeAccounts(store: Store, accounts: SimulatedFleet['accounts']): Promise<void> {
  for (const { accountId, credentials } of accounts) {
    const { cookie, clientVersion, userAgent } = credentials
    await store.accounts.upsert({ accountId, cookie, clientVersion, userAgent })
  }
}
