import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubeconfigOf, tokenOf } from './kubeconfig.ts'
import { serverBinary, serverIsBuilt } from './server-binary.ts'

/** A Kubernetes API server of one's own, with its data in a folder that goes with it. */
export interface LocalKubernetes extends AsyncDisposable {
  /** A kubeconfig file of one who may do anything. */
  readonly kubeconfig: string
  /** `https://127.0.0.1:PORT`, the same after a stop and a start. */
  readonly url: string
  /** The file with all that the server has logged. */
  readonly log: string
  /** Stops the API server, with its controllers; nothing that it holds is lost. SIGKILL gives it no time to say goodbye. */
  stopApiServer(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Starts it again, at the same URL and with the same certificate. */
  startApiServer(): Promise<void>
  /** A token of a service account, for an hour. */
  tokenFor(serviceAccount: string, namespace: string): Promise<string>
  /** A kubeconfig file of a service account, for an hour. */
  kubeconfigFor(serviceAccount: string, namespace: string): Promise<string>
  /** Stops everything and deletes its folder. */
  stop(): Promise<void>
}

interface Ready {
  readonly url: string
  readonly kubeconfig: string
}

/**
 * Starts a real kube-apiserver on the loopback: RBAC, service account tokens, PodSecurity, the controllers for
 * Deployments, ReplicaSets, Jobs, namespaces and garbage collection. Nothing runs its pods: `startPodRunner` does.
 *
 * @throws Error when the server has not been built (`npm run kubernetes:build`), or ends before it answers
 */
export async function startKubernetes(): Promise<LocalKubernetes> {
  if (!serverIsBuilt()) throw new Error('the API server has not been built: npm run kubernetes:build')
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-local-'))
  const log = join(folder, 'log')
  let server: ChildProcess
  let ready: Ready
  try {
    ;[server, ready] = await launch(folder, log, 0)
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
  const { url, kubeconfig } = ready

  const stopApiServer = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    if (hasEnded(server)) return
    const gone = once(server, 'close')
    server.kill(signal)
    await gone
  }
  const stop = async () => {
    await stopApiServer()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    kubeconfig,
    url,
    log,
    stopApiServer,
    startApiServer: async () => {
      if (hasEnded(server)) [server] = await launch(folder, log, Number(new URL(url).port))
    },
    tokenFor: (serviceAccount, namespace) => tokenOf(kubeconfig, serviceAccount, namespace),
    kubeconfigFor: (serviceAccount, namespace) => kubeconfigOf(kubeconfig, serviceAccount, namespace, folder),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Starts the server on the folder's data and waits until it answers. */
async function launch(folder: string, log: string, port: number): Promise<[ChildProcess, Ready]> {
  const output = openSync(log, 'a', 0o600)
  const server = spawn(
    serverBinary(),
    ['--data', join(folder, 'data'), '--port', String(port)],
    // It ends when its standard input does, so that it does not outlive a killed test run.
    { stdio: ['pipe', 'pipe', output], env: { PATH: process.env['PATH'] } },
  )
  closeSync(output)
  server.stdin?.on('error', () => undefined)
  const line = await firstLine(server)
  if (line === undefined) throw new Error(`the API server ended before it answered: ${lastLine(log)}`)
  return [server, JSON.parse(line) as Ready]
}

/** The first line that the server prints, or undefined if it ends without one. */
function firstLine(server: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let printed = ''
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const end = printed.indexOf('\n')
      if (end >= 0) resolve(printed.slice(0, end))
    })
    server.on('error', () => resolve(undefined))
    server.on('close', () => resolve(undefined))
  })
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null
}

function lastLine(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? ''
}
