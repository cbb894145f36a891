import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { SimulatedFleet } from './simulated-fleet.ts'

/** What a process syncs again and again. */
export interface SyncTask extends Pick<SimulatedFleet, 'url' | 'accounts'> {
  readonly scrapeDay: string
  readonly concurrency: number
  /** Where its traces go. @defaultValue nothing is traced */
  readonly tracesTo?: string
}

/** How long a sync took, and how much of a processor's time the process that synced. */
export interface SyncTimes {
  readonly ms: number
  readonly cpuMs: number
}

/** A process that stays, so that only its first sync is a cold one. */
export interface WarmSyncs extends Disposable {
  /** Syncs everything into a fresh database; gives the milliseconds of the sync alone. */
  readonly syncOnce: () => Promise<number>
  /** The same, with the processor's time. */
  readonly timeOnce: () => Promise<SyncTimes>
}

/** Starts a process that syncs by the packages that are built in a checkout. */
export async function startWarmSyncs(checkout: string, task: SyncTask): Promise<WarmSyncs> {
  const child = fork(new URL('sync-of.ts', import.meta.url), [checkout, JSON.stringify(task)])
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The syncs of ${checkout} ended early.`)
  })
  ended.catch(() => {})
  const answer = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[]
    return message
  }
  await answer()
  const timeOnce = async (): Promise<SyncTimes> => {
    child.send('sync')
    return (await answer()) as SyncTimes
  }
  return {
    syncOnce: async () => (await timeOnce()).ms,
    timeOnce,
    [Symbol.dispose]: () => child.disconnect(),
  }
}
