import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const BIN = fileURLToPath(new URL('../packages/runner/dist/bin.js', import.meta.url))

/** The key that every spawned service knows. */
export const API_KEY = 'bench'.padEnd(32, '0')

/** How a service is spawned. */
interface ServiceOptions {
  readonly mode: 'admin' | 'worker' | 'hybrid' | 'operator'
  readonly databaseUrl: string
  /** Settings beside those that every benchmark has. */
  readonly env?: Readonly<Record<string, string>>
  /** Arguments of Node, before the script. */
  readonly nodeArgs?: readonly string[]
}

/** `airbnb-insights serve`, as it was built, in a process of its own; it writes its log to a file. */
export interface SpawnedService extends AsyncDisposable {
  readonly url: string
  /** Has an IPC channel, for what is loaded into it by `nodeArgs`. */
  readonly child: ChildProcess
}

/** What keeps a schedule from queueing anything: its last time lies before the runs of `storeScheduledRuns`. */
const NEVER = '0 0 1 1 *'

/** Starts a service without pace, rate limit and schedule at a free port, and waits until it answers. */
export async function spawnService(options: ServiceOptions): Promise<SpawnedService> {
  const folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-bench-'))
  const log = join(folder, 'serve.log')
  const args = [...(options.nodeArgs ?? []), BIN, 'serve', '--port', '0', '--json']
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      MODE: options.mode,
      DATABASE_URL: options.databaseUrl,
      ALLOW_PLAINTEXT_CREDENTIALS: 'true',
      SERVICE_KEYS: `admin:${API_KEY}`,
      AIRBNB_MIN_INTERVAL_MS: '0',
      RATE_LIMIT_PER_MINUTE: '0',
      SYNC_CRON: NEVER,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', openSync(log, 'a'), 'ipc'],
  })
  const exited = once(child, 'exit')
  let stdout = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  while (child.exitCode === null && child.signalCode === null && !stdout.includes('}')) await delay(20)
  if (!stdout.includes('}')) throw new Error(`serve ended at once: ${readFileSync(log, 'utf8')}`)
  const { url } = JSON.parse(stdout) as { url: string }
  return {
    url,
    child,
    async [Symbol.asyncDispose]() {
      // One that is stopped would never see the other signal.
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes all tables of a fresh database, the queue's among them, as a deployment does. */
export async function migrate(databaseUrl: string, root?: string): Promise<void> {
  const bin = root === undefined ? BIN : join(root, 'packages/runner/dist/bin.js')
  await promisify(execFile)(process.execPath, [bin, 'migrate', 'up'], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, ALLOW_PLAINTEXT_CREDENTIALS: 'true' },
  })
}
