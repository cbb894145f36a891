import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CoreV1Api, makeInformer, type V1Pod } from '@kubernetes/client-node'
import { clientOf, readKubeconfig } from './kubeconfig.ts'
import { isNotFound } from './pod-surroundings.ts'
import { RunningPod } from './running-pod.ts'

/** The only node: this machine. */
const NODE = 'this-machine'
/** After the watch broke, or a call that failed. */
const RETRY_MS = 250

/** How pods are run. */
export interface PodRunnerOptions {
  /** The file that says where the API server is. */
  readonly kubeconfig: string
  /** The namespace whose pods are run. */
  readonly namespace: string
  /**
   * What stands for every image, before a container's `args`: e.g. Node's path and that of `dist/bin.js`. Without one,
   * pods are said to run and be ready, and nothing runs.
   */
  readonly program?: readonly string[]
  /** Variables for a pod's process beyond the pod's own, e.g. a kubeconfig for one that mounts a token. */
  readonly env?: (pod: V1Pod) => Readonly<Record<string, string>>
  /** Is given all that a pod's processes wrote, when the pod ends. */
  readonly keepOutput?: (output: string) => void
}

/** What {@link startPodRunner} gives. */
export interface PodRunner extends AsyncDisposable {
  /** The process of a pod by name; none where it does not run (yet, or any more). */
  pod(name: string): RunningPod | undefined
  /** The names of the pods on this machine. */
  names(): string[]
  /** Ends all processes and deletes their folders; the pods stay in the API server as they are. */
  stop(): Promise<void>
}

/**
 * Stands in for a cluster's scheduler and kubelet: binds every pod of a namespace to this machine, gives it an address
 * of its own in 127.0.0.0/8 (so on Linux alone), runs its container as a process with the variables, Secrets and
 * ConfigMaps that the pod names, asks its probes, restarts it when it ends, tells the API server, and when the pod is
 * deleted sends SIGTERM and, after its grace period, SIGKILL.
 *
 * What it is not: one container each, no init containers, no limits, no network policies, no file system of its own.
 */
export async function startPodRunner(options: PodRunnerOptions): Promise<PodRunner> {
  const { kubeconfig, namespace, program, env = () => ({}), keepOutput = () => {} } = options
  const core = clientOf(kubeconfig, CoreV1Api)
  const folder = mkdtempSync(join(tmpdir(), 'pod-runner-'))
  const running = new Map<string, RunningPod>()
  const ending = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  // Somewhere among sixteen million, so that runners side by side do not meet.
  const firstAddress = randomInt(2 ** 16, 2 ** 24 - 2 ** 16)
  let started = 0

  /** Tries until it succeeds or the pod is gone: the API server may be away. */
  const insist = async (call: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      try {
        await call()
        return
      } catch (error) {
        if (isNotFound(error) || isConflict(error)) return
        await delay(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }
  const bind = (pod: V1Pod) =>
    insist(() =>
      core.createNamespacedPodBinding({
        name: nameOf(pod),
        namespace,
        body: { metadata: { name: nameOf(pod), uid: uidOf(pod) }, target: { kind: 'Node', name: NODE } },
      }),
    )
  const run = (pod: V1Pod) => {
    const uid = uidOf(pod)
    if (running.has(uid) || ending.has(uid) || isOver(pod)) return
    started += 1
    const address = loopbackAddress(firstAddress + started)
    const own = join(folder, uid)
    running.set(uid, new RunningPod(pod, { core, folder: own, address, program, more: env(pod), keepOutput }))
  }
  const end = (pod: V1Pod, graceSeconds: number) => {
    const uid = uidOf(pod)
    const held = running.get(uid)
    if (held === undefined || ending.has(uid)) return
    const goAway = async (): Promise<void> => {
      await held.end(graceSeconds)
      running.delete(uid)
      const body = { gracePeriodSeconds: 0, preconditions: { uid } }
      await insist(() => core.deleteNamespacedPod({ name: nameOf(pod), namespace, body }))
      ending.delete(uid)
    }
    ending.set(uid, goAway())
  }
  const take = (pod: V1Pod) => {
    const { deletionTimestamp, deletionGracePeriodSeconds = 30 } = pod.metadata ?? {}
    if (deletionTimestamp !== undefined && pod.spec?.nodeName === NODE) {
      // One that was deleted while nobody ran it has nothing to end, and waits for its last word all the same.
      if (!running.has(uidOf(pod)) && !ending.has(uidOf(pod))) run(pod)
      end(pod, deletionGracePeriodSeconds)
    } else if (deletionTimestamp !== undefined) return
    else if (pod.spec?.nodeName === undefined) void bind(pod)
    else if (pod.spec.nodeName === NODE) run(pod)
  }

  const informer = makeInformer(readKubeconfig(kubeconfig), `/api/v1/namespaces/${namespace}/pods`, () =>
    core.listNamespacedPod({ namespace }),
  )
  informer.on('add', take)
  informer.on('update', take)
  informer.on('delete', (pod) => end(pod, 0))
  informer.on('error', () => {
    setTimeout(() => {
      if (!stopping.signal.aborted) void informer.start()
    }, RETRY_MS)
  })
  await informer.start()

  const find = (name: string) => informer.list(namespace).find((pod) => nameOf(pod) === name)
  const stop = async () => {
    stopping.abort()
    await informer.stop()
    await Promise.all([...running.values()].map((pod) => pod.end(0)))
    await Promise.all(ending.values())
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    pod: (name) => {
      const pod = find(name)
      return pod === undefined ? undefined : running.get(uidOf(pod))
    },
    names: () =>
      informer
        .list(namespace)
        .filter((pod) => running.has(uidOf(pod)))
        .map(nameOf),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The address of 127.0.0.0/8 with that number. */
function loopbackAddress(number: number): string {
  return `127.${number >> 16}.${(number >> 8) & 255}.${number & 255}`
}

const uidOf = (pod: V1Pod): string => pod.metadata?.uid ?? ''
const nameOf = (pod: V1Pod): string => pod.metadata?.name ?? ''

function isOver(pod: V1Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** A binding that somebody made already, or a pod of the same name with another uid. */
function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 409
}
