import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { keepArtefact } from '../../../../scripts/test-artefacts.ts'
import { until } from '../../../../scripts/until.ts'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

/** How a service is spawned. */
export interface SpawnServiceOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

/** `airbnb-insights serve` in a process of its own. */
export class SpawnedService implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>
  readonly #output: () => string

  private constructor(
    child: ChildProcess,
    url: string,
    exited: Promise<number | null>,
    output: () => string,
  ) {
    this.#child = child
    this.url = url
    this.#exited = exited
    this.#output = output
  }

  /** Starts a service at a free port, without this machine's settings, and waits until it answers. */
  static async start({ cwd, env, args = [] }: SpawnServiceOptions): Promise<SpawnedService> {
    const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', '--json', ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const exited = once(child, 'close').then(([code]: (number | null)[]) => {
      keepArtefact('service-output.log', `exit ${String(code)}\n${stdout}\n${stderr}`)
      return code ?? null
    })
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
    try {
      await until(() => hasEnded() || stdout.includes('}'), { everyMs: 20, instead: () => stderr })
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
    if (!stdout.includes('}')) throw new Error(`serve ended with ${String(await exited)}: ${stderr}`)
    const { url } = JSON.parse(stdout) as { url: string }
    return new SpawnedService(child, url, exited, () => `${stdout}\n${stderr}`)
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  /** All that it has written so far. */
  get output(): string {
    return this.#output()
  }

  /** Sends a signal and gives the exit code, `null` where the signal ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.signal(signal)
    return await this.#exited
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Resolves once it has ended. */
  exit(): Promise<number | null> {
    return this.#exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that was stopped would never see another signal.
    this.signal('SIGCONT')
    await this.end('SIGKILL')
  }
}
