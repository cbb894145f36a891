import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '../scripts/test-database.ts'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { compare, type Measurement } from './measurement.ts'
import { migrate } from './spawned-service.ts'

const HERE = fileURLToPath(new URL('..', import.meta.url))
const RUNS = 9

/** An address that notes when it is asked for the first time, and never answers. */
interface AskedServer extends Disposable {
  readonly url: string
  /** When the next request comes, by `performance.now()`. */
  nextRequest(): Promise<number>
}

/**
 * How long a worker takes from the start of its process to its first request for an account that was never synced: this
 * build beside another one.
 */
export async function coldStart(): Promise<Measurement[]> {
  const baseline = baselineFolder()
  if (baseline === undefined) {
    sayLeftOut()
    return []
  }
  using airbnb = await startAskedServer()
  return [
    await compare({
      name: 'cold-start',
      what: "ms from a worker's start to its first request, against the baseline's",
      target: { atMost: 0.7 },
      runs: RUNS,
      units: ['ms', 'ms of the baseline'],
      run: async () => ({
        against: await startToRequest(baseline, airbnb),
        measured: await startToRequest(HERE, airbnb),
      }),
    }),
  ]
}

type StorePackage = typeof import('insights-store-timescale')

const ACCOUNT = '120000001'

/** Starts a worker of a checkout beside one account in a database of its own, and ends it once it has asked. */
async function startToRequest(root: string, airbnb: AskedServer): Promise<number> {
  const database = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'bench-cold-start-'))
  try {
    await migrate(database.url, root)
    // Each by its own means: a build refuses the tables of a newer one.
    const { openStore } = (await import(
      join(root, 'packages/insights-store-timescale/dist/index.js')
    )) as StorePackage
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.accounts.upsert({
      accountId: ACCOUNT,
      cookie: `_airbed_session_id=made-up; _user_attributes=%7B%22id%22%3A${ACCOUNT}%7D`,
      clientVersion: 'made-up',
      userAgent: 'made-up',
    })
    const asked = airbnb.nextRequest()
    const startedAt = performance.now()
    const child = spawnWorker(root, folder, { databaseUrl: database.url, airbnbUrl: airbnb.url })
    const ended = once(child, 'exit')
    const first = await Promise.race([asked, ended.then(() => undefined)])
    if (first === undefined) throw new Error('the worker ended before it asked anything')
    child.kill('SIGKILL')
    await ended
    return first - startedAt
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await database.drop()
  }
}

function spawnWorker(
  root: string,
  cwd: string,
  { databaseUrl, airbnbUrl }: { databaseUrl: string; airbnbUrl: string },
): ChildProcess {
  return spawn(process.execPath, [join(root, 'packages/runner/dist/bin.js'), 'serve'], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      MODE: 'worker',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      ALLOW_PLAINTEXT_CREDENTIALS: 'true',
      AIRBNB_BASE_URL: airbnbUrl,
      AIRBNB_MIN_INTERVAL_MS: '0',
      SYNC_SPREAD_MINUTES: '0',
    },
    stdio: 'ignore',
  })
}

async function startAskedServer(): Promise<AskedServer> {
  // What is answered badly would make the next worker pause.
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    nextRequest: async () => {
      await once(server, 'request')
      return performance.now()
    },
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
