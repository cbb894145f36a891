import { setTimeout as delay } from 'node:timers/promises'
import type { Deployments } from './deployments.ts'
import { isRefusal } from './kubernetes-error.ts'
import type { Deployment } from './objects.ts'

/** What is known of a namespace's Deployments without asking. */
export interface DeploymentCache {
  /** By name; undefined until they were listed once. */
  readonly all: ReadonlyMap<string, Deployment> | undefined
  /** Puts in what the server has answered to a change: its watch tells the same only a moment later. */
  put(object: Deployment): void
  /** Takes out what was deleted. */
  drop(name: string): void
}

/** Who wants to know. */
interface FollowOptions {
  readonly deployments: Deployments
  readonly signal: AbortSignal
  /** Something is another one now. */
  readonly onChange: () => void
  /** It goes on, or why it does not: that it is tried again is taken care of. */
  readonly onState: (error: unknown) => void
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
/** A watch that has gone on for so long went well, however it ends. */
const WELL_MS = 5_000

/**
 * Keeps what is known of the Deployments up to date until told to stop: lists them, then watches from that version on,
 * and lists again where the server no longer knows what came after it.
 */
export function followDeployments({ deployments, signal, onChange, onState }: FollowOptions): {
  readonly cache: DeploymentCache
  readonly ended: Promise<void>
} {
  let known: Map<string, Deployment> | undefined
  let version: string | undefined

  const put = (object: Deployment): void => {
    const { name } = object.metadata
    const before = known?.get(name)
    // The answer to a change may be here before the watch tells of what was before it.
    if (before !== undefined && isOlder(object, before)) return
    known?.set(name, slim(object))
  }

  let watches = false

  const follow = async (): Promise<void> => {
    watches = false
    if (version === undefined) {
      const { items, resourceVersion } = await deployments.list(signal)
      known = new Map(items.map((item) => [item.metadata.name, slim(item)]))
      version = resourceVersion
      onState(null)
      onChange()
    }
    const events = await deployments.watch(version, signal)
    watches = true
    onState(null)
    for await (const { type, object } of events) {
      version = object.metadata.resourceVersion ?? version
      if (type === 'BOOKMARK') continue
      if (type !== 'DELETED') put(object)
      else if (known?.get(object.metadata.name)?.metadata.uid === object.metadata.uid) {
        known?.delete(object.metadata.name)
      }
      onChange()
    }
  }

  const loop = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS
    while (!signal.aborted) {
      const begun = performance.now()
      try {
        await follow()
      } catch (error) {
        if (signal.aborted) return
        if (isRefusal(error, 410)) version = undefined
        // One that breaks off is begun anew; only where that fails is it worth a word.
        else if (!watches) onState(error)
      }
      if (performance.now() - begun >= WELL_MS) pauseMs = FIRST_PAUSE_MS
      await delay(pauseMs, undefined, { signal }).catch(() => {})
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }

  return {
    cache: {
      get all() {
        return known
      },
      put,
      drop: (name) => void known?.delete(name),
    },
    ended: loop(),
  }
}

/** Which fields somebody has set takes as much room as all the rest of an object; who has set any is enough. */
function slim(object: Deployment): Deployment {
  const { managedFields = [] } = object.metadata
  const managers = managedFields.map(({ manager, operation }) => ({
    ...(manager !== undefined && { manager }),
    ...(operation !== undefined && { operation }),
  }))
  return { ...object, metadata: { ...object.metadata, managedFields: managers } }
}

/** Versions of one object are numbers that grow; those of two objects of one name, made one after another, as well. */
function isOlder(object: Deployment, than: Deployment): boolean {
  const [version, other] = [object, than].map(({ metadata }) => metadata.resourceVersion ?? '')
  const areNumbers = [version, other].every((text) => text !== undefined && /^\d+$/.test(text))
  return areNumbers && BigInt(version ?? '') < BigInt(other ?? '')
}
