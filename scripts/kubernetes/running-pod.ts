import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  type V1Container,
  type V1ContainerState,
  type V1Pod,
} from '@kubernetes/client-node'
import { keepProbing } from './pod-probe.ts'
import { isRestarted, type ProcessView, podStatus } from './pod-status.ts'
import { isNotFound, surroundingsOf } from './pod-surroundings.ts'

/** After an exit, the time to the next start: doubled each time, as a kubelet does, only quicker. */
const RESTART_MS = 250
const MOST_RESTART_MS = 5_000
/** After a call to the API server that failed, or a Secret that is not there yet. */
const RETRY_MS = 250

/** A test run that is killed takes its pods with it. */
const SETPRIV = '/usr/bin/setpriv'
const DIES_WITH_US = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : []

/** What a pod needs to run. */
export interface RunningPodOptions {
  readonly core: CoreV1Api
  /** A folder of its own, made and deleted with it. */
  readonly folder: string
  /** Its IP address, of the loopback. */
  readonly address: string
  /** The program that stands for the image, before the container's `args`; none: it is said to run and nothing does. */
  readonly program: readonly string[] | undefined
  /** Variables for the process beyond those of the pod. */
  readonly more: Readonly<Record<string, string>>
  /** Is given all that its processes wrote, when it ends. */
  readonly keepOutput: (output: string) => void
}

/** A pod of one container on this machine: a process, started again when it ends, its state told to the API server. */
export class RunningPod {
  readonly #options: RunningPodOptions
  readonly #leaving = new AbortController()
  readonly #work: Promise<void>
  #pod: V1Pod
  #view: ProcessView
  #process: ChildProcess | undefined
  #reporting: Promise<void> | undefined
  #unreported = false

  constructor(pod: V1Pod, options: RunningPodOptions) {
    this.#pod = pod
    this.#options = options
    const now = new Date()
    this.#view = {
      address: options.address,
      startedAt: now,
      readySince: now,
      state: { waiting: { reason: 'ContainerCreating' } },
      restarts: 0,
      ready: false,
    }
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    this.#work = this.#run()
  }

  /** The process id, while a process runs. */
  get processId(): number | undefined {
    return this.#process?.pid
  }

  /** How its processes have ended so far. */
  readonly exitCodes: number[] = []

  /** All that its processes have written. */
  get output(): string {
    const file = join(this.#options.folder, 'output')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  /** Ends its process as the cluster's node would die: without a word, and started again. */
  kill(): void {
    this.#process?.kill('SIGKILL')
  }

  /** Asks the process to leave, kills it after the time, and deletes the folder. Harmless when called again. */
  async end(graceSeconds: number): Promise<void> {
    this.#leaving.abort()
    const child = this.#process
    if (child !== undefined && graceSeconds > 0) {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000)
      await this.#work
      clearTimeout(late)
    } else {
      child?.kill('SIGKILL')
      await this.#work
    }
    await this.#reporting
    this.#options.keepOutput(this.output)
    rmSync(this.#options.folder, { recursive: true, force: true })
  }

  async #run(): Promise<void> {
    const container = this.#pod.spec?.containers[0]
    if (container === undefined) return
    for (let restarts = 0; ; restarts += 1) {
      const ended = await this.#runOnce(container, restarts)
      if (this.#leaving.signal.aborted || !isRestarted(this.#pod, ended.exitCode)) return
      const waiting = { reason: 'CrashLoopBackOff' }
      this.#show({ state: { waiting }, lastState: { terminated: ended }, restarts: restarts + 1 })
      await this.#pause(Math.min(RESTART_MS * 2 ** restarts, MOST_RESTART_MS))
    }
  }

  /** One process from its start to its end. */
  async #runOnce(
    container: V1Container,
    restarts: number,
  ): Promise<NonNullable<V1ContainerState['terminated']>> {
    const startedAt = new Date()
    const child = await this.#spawn(container)
    this.#process = child
    // It was told to leave while its secrets were read: end() saw no process.
    if (this.#leaving.signal.aborted) child?.kill('SIGKILL')
    const over = new AbortController()
    const exited = new Promise<number>((resolve) => {
      child?.once('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)))
      // A pod without a process lasts until it is deleted.
      if (child === undefined) this.#leaving.signal.addEventListener('abort', () => resolve(0))
      if (child === undefined && this.#leaving.signal.aborted) resolve(0)
    })
    this.#show({
      state: { running: { startedAt } },
      restarts,
      ready: container.readinessProbe === undefined || child === undefined,
    })
    const probing = child === undefined ? [] : this.#probe(container, child, over.signal)
    const exitCode = await exited
    this.exitCodes.push(exitCode)
    over.abort()
    await Promise.all(probing)
    this.#process = undefined
    const terminated = {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt,
      finishedAt: new Date(),
    }
    this.#show({ state: { terminated }, ready: false })
    return terminated
  }

  /** Undefined where the pod runs no process, or is to leave before it has one. */
  async #spawn(container: V1Container): Promise<ChildProcess | undefined> {
    const { program, core, folder, address, more } = this.#options
    if (program === undefined) return undefined
    while (!this.#leaving.signal.aborted) {
      const output = openSync(join(folder, 'output'), 'a', 0o600)
      try {
        const surroundings = await surroundingsOf(core, this.#pod, container, { folder, address })
        const [command = '', ...first] = [...DIES_WITH_US, ...program, ...(container.args ?? [])]
        const child = spawn(command, first, {
          cwd: folder,
          env: { PATH: process.env['PATH'], HOME: folder, ...surroundings, ...more },
          stdio: ['ignore', output, output],
        })
        await once(child, 'spawn')
        return child
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        this.#show({ state: { waiting: { reason: 'CreateContainerConfigError', message } } })
        await this.#pause(RETRY_MS)
      } finally {
        closeSync(output)
      }
    }
    return undefined
  }

  #probe(container: V1Container, child: ChildProcess, signal: AbortSignal): Promise<void>[] {
    const { readinessProbe, livenessProbe } = container
    const where = { address: this.#options.address, signal }
    const probing: Promise<void>[] = []
    let alive = false
    let failures = 0
    if (readinessProbe?.httpGet !== undefined) {
      probing.push(keepProbing(readinessProbe, container, where, (ready) => this.#show({ ready })))
    }
    if (livenessProbe?.httpGet !== undefined) {
      probing.push(
        keepProbing(livenessProbe, container, where, (passed) => {
          alive ||= passed
          failures = passed || !alive ? 0 : failures + 1
          if (failures >= (livenessProbe.failureThreshold ?? 3)) child.kill('SIGKILL')
        }),
      )
    }
    return probing
  }

  #show(change: Partial<ProcessView>): void {
    const ready = change.ready ?? this.#view.ready
    const readySince = ready === this.#view.ready ? this.#view.readySince : new Date()
    const isNew = change.state !== undefined || ready !== this.#view.ready
    this.#view = { ...this.#view, ...change, ready, readySince }
    if (!isNew) return
    this.#unreported = true
    this.#reporting ??= this.#report()
  }

  /** Tells the API server the newest state, again and again until it has heard it. */
  async #report(): Promise<void> {
    const { core } = this.#options
    const { name = '', namespace = '', uid } = this.#pod.metadata ?? {}
    while (this.#unreported) {
      this.#unreported = false
      try {
        await core.patchNamespacedPodStatus(
          // The uid refuses a namesake that has taken its place.
          { name, namespace, body: { metadata: { uid }, status: podStatus(this.#pod, this.#view) } },
          setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
        )
      } catch (error) {
        if (isNotFound(error) || this.#leaving.signal.aborted) break
        this.#unreported = true
        await this.#pause(RETRY_MS)
      }
    }
    // In the same turn as the last look: what is shown from now on is reported anew.
    this.#reporting = undefined
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#leaving.signal }).catch(() => undefined)
  }
}
