import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { constants, homedir, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const sources = fileURLToPath(new URL('server', import.meta.url))

/** The Kubernetes release that the server is made of, e.g. `1.37.2`, as its `go.mod` says. */
export function kubernetesVersion(): string {
  const version = /^\tk8s\.io\/kubernetes v(\S+)/m.exec(readFileSync(join(sources, 'go.mod'), 'utf8'))?.[1]
  if (version === undefined) throw new Error('scripts/kubernetes/server/go.mod requires no k8s.io/kubernetes')
  return version
}

/**
 * Where the built server is kept, whether it is there or not: in the user's cache, under a name that changes with its
 * sources, so that all checkouts of the same state share one.
 */
export function serverBinary(): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(sources).toSorted()) {
    if (/^go\.(mod|sum)$|\.go$/.test(file)) hash.update(`${file}\0`).update(readFileSync(join(sources, file)))
  }
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const name = `kubernetes-local-${kubernetesVersion()}-${hash.digest('hex').slice(0, 12)}`
  return join(cache, 'airbnb-insights', name)
}

/** Whether the server has been built. */
export function serverIsBuilt(): boolean {
  return existsSync(serverBinary())
}

/**
 * Builds the server where it has not been built: the first time many minutes and some GB of Go's cache, behind all
 * else that the machine has to do.
 *
 * @returns the binary's path
 * @throws Error when there is no Go, or it could not build
 */
export async function buildServer(): Promise<string> {
  const binary = serverBinary()
  if (existsSync(binary)) return binary
  mkdirSync(dirname(binary), { recursive: true })
  const unfinished = `${binary}.${process.pid}`
  // Without symbols, and with the version that it tells its clients.
  const linked = `-s -w -X k8s.io/component-base/version.gitVersion=v${kubernetesVersion()}`
  const building = spawn('go', ['build', '-trimpath', `-ldflags=${linked}`, '-o', unfinished, '.'], {
    cwd: sources,
    // No C compiler is asked for.
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  try {
    await once(building, 'spawn')
    setPriority(building.pid ?? 0, constants.priority.PRIORITY_LOW)
    const [code] = (await once(building, 'close')) as [number | null]
    if (code !== 0) throw new Error(`go build ended with ${String(code)}`)
    renameSync(unfinished, binary)
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw missing ? new Error('there is no Go here: https://go.dev/doc/install', { cause: error }) : error
  } finally {
    rmSync(unfinished, { force: true })
  }
  return binary
}
