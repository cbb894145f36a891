import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A PgBouncer before a server, until it is disposed of. */
export interface PgBouncer extends AsyncDisposable {
  /** The server's URL, through the pooler; any database and any of its users. */
  readonly url: string
}

/** How it pools. */
export interface PgBouncerOptions {
  readonly mode: 'session' | 'transaction' | 'statement'
  /** Names of those who may come in. @defaultValue postgres */
  readonly users?: readonly string[]
  /** Sessions of the server's for each user and database. @defaultValue 20, as PgBouncer's own */
  readonly poolSize?: number
  /** Named statements that it keeps track of, where this version can. @defaultValue PgBouncer's own */
  readonly maxPreparedStatements?: number
}

/** Where Debian's package puts it: ordinary users have no such folder in their PATH. */
const PROGRAM = '/usr/sbin/pgbouncer'
/** It refuses to run as root. */
const NOBODY = 'nobody'

/**
 * Whether a PgBouncer is installed.
 *
 * @throws Error when `REQUIRE_PGBOUNCER=1` (as CI sets it) and there is none.
 */
export function pgBouncerAvailable(): boolean {
  const found = existsSync(PROGRAM)
  if (!found && process.env['REQUIRE_PGBOUNCER'] === '1') {
    throw new Error(`REQUIRE_PGBOUNCER=1, but ${PROGRAM} is not there: apt-get install pgbouncer`)
  }
  return found
}

/** Starts a PgBouncer on loopback before a server that asks for no passwords. */
export async function startPgBouncer(serverUrl: string, options: PgBouncerOptions): Promise<PgBouncer> {
  const server = new URL(serverUrl)
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  const users = join(folder, 'users.txt')
  writeFileSync(users, (options.users ?? ['postgres']).map((name) => `"${name}" ""\n`).join(''))
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(
    file,
    [
      '[databases]',
      `* = host=${server.hostname} port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${String(port)}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${users}`,
      `pool_mode = ${options.mode}`,
      `default_pool_size = ${String(options.poolSize ?? 20)}`,
      ...(options.maxPreparedStatements === undefined || !tracksPrepared()
        ? []
        : [`max_prepared_statements = ${String(options.maxPreparedStatements)}`]),
      '',
    ].join('\n'),
  )
  const asNobody = process.getuid?.() === 0 ? ['-u', NOBODY] : []
  const child = spawn(PROGRAM, [...asNobody, file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  await isUp(child)
  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      // At once: its gentler signal waits for whoever is connected.
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** From 1.21 on. */
function tracksPrepared(): boolean {
  const [, major = '0', minor = '0'] =
    /(\d+)\.(\d+)/.exec(execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' })) ?? []
  return Number(major) > 1 || Number(minor) >= 21
}

/** @throws Error with all that it said, where it ends instead. */
async function isUp(child: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('process up')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`pgbouncer ended at once: ${said}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
