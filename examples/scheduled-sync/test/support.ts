import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'

const bin = join(
  dirname(createRequire(import.meta.url).resolve('airbnb-insights-runner/package.json')),
  'dist/bin.js',
)

/** A folder with one account in its embedded database, and the simulator that knows it. */
export interface Machine extends AsyncDisposable {
  readonly folder: string
  readonly simulator: Simulator
  /** Runs the built command line there, and gives its exit code and what it printed. */
  run(args: readonly string[], options?: { env?: NodeJS.ProcessEnv; stdin?: string }): Promise<CommandEnd>
}

export interface CommandEnd {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export async function startMachine(): Promise<Machine> {
  const simulator = await startSimulator({ listings: 1 })
  const folder = mkdtempSync(join(tmpdir(), 'scheduled-sync-'))
  writeFileSync(join(folder, 'request.txt'), requestOf(simulator))
  const environment = { AIRBNB_BASE_URL: simulator.url, AIRBNB_MIN_INTERVAL_MS: '0' }
  return {
    folder,
    simulator,
    run: (args, { env = {}, stdin = '' } = {}) =>
      new Promise((resolve) => {
        const child = execFile(
          process.execPath,
          [bin, ...args],
          { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, ...environment, ...env } },
          (error, stdout, stderr) => resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
        )
        child.stdin?.end(stdin)
      }),
    [Symbol.asyncDispose]: async () => {
      await simulator.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a browser's "Copy as cURL" gives. */
export function requestOf({ accounts }: Simulator): string {
  const { cookie, clientVersion, userAgent } = accounts[0]!.credentials
  return `curl 'https://www.airbnb.com/api/v3/ChartQuery/0' -H 'user-agent: ${userAgent}' -H 'x-client-version: ${clientVersion}' -b '${cookie}'`
}
