import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { keepArtefact } from '../../../../scripts/test-artefacts.ts'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

/** `airbnb-insights operator` in a process of its own. */
export class SpawnedOperator implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>
  #output = ''

  private constructor(child: ChildProcess) {
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    }
    this.#exited = once(child, 'close').then(([code]: (number | null)[]) => {
      keepArtefact('operator-output.log', `exit ${String(code)}\n${this.#output}`)
      return code ?? null
    })
  }

  /** Starts one at a free port, without this machine's settings; it has not led yet. */
  static async start({
    cwd,
    env,
  }: {
    cwd: string
    env: Readonly<Record<string, string>>
  }): Promise<SpawnedOperator> {
    const child = spawn(process.execPath, [BIN, 'operator', '--port', '0'], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, LOG_FORMAT: 'json', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const operator = new SpawnedOperator(child)
    await once(child, 'spawn')
    return operator
  }

  /** All that it has written so far. */
  get output(): string {
    return this.#output
  }

  /** Whether it lives. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Whether it has ever been the one that makes the changes. */
  get hasLed(): boolean {
    return this.#output.includes('makes the changes from now on')
  }

  /** Sends a signal and gives the exit code, `null` where the signal ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal)
    return await this.#exited
  }

  /** Resolves once it has ended. */
  exit(): Promise<number | null> {
    return this.#exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
  }
}
