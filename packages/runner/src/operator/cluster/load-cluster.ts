import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import type { Dispatcher } from 'undici'
import { ConfigurationError } from '../../output/runner-error.ts'

/** A cluster, and how this process shows who it is there. */
export interface Cluster {
  /** The API server's address, without a slash at the end. */
  readonly server: string
  /** The namespace that the pod or the kubeconfig's context is in. */
  readonly namespace: string
  /** What a request takes: headers that say who asks, and the connections to ask through. */
  access(): Promise<ClusterAccess>
  /** Reads tokens and certificates anew: the API server did not know them. */
  forget(): void
}

/** What a request takes. */
interface ClusterAccess {
  readonly headers: Readonly<Record<string, string>>
  readonly dispatcher: Dispatcher | undefined
}

/** Where a pod finds who it is. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
const HOME_CONFIG = join(homedir(), '.kube', 'config')

/** Tokens are read anew so often: a pod's is replaced each hour or so, long before it runs out. */
const ACCESS_MS = 10_000

/** Surroundings that say where the cluster is. */
type Environment = Readonly<Record<string, string | undefined>>

/**
 * Finds the cluster: the one that `KUBECONFIG` names, or the one that this process is a pod of, or that of
 * `~/.kube/config`. Kubernetes' own client reads those files and signs in; it is loaded only here, being large.
 *
 * @throws ConfigurationError where there is none, or its file cannot be read.
 */
export async function loadCluster(environment: Environment): Promise<Cluster> {
  const { KubeConfig, RequestContext, HttpMethod } = await import('@kubernetes/client-node').catch(
    notInstalled,
  )
  const config = new KubeConfig()
  try {
    readConfig(config, environment, KubeConfig)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigurationError(`The kubeconfig cannot be used: ${why.split('\n', 1)[0] ?? why}`, { cause })
  }
  const found = config.getCurrentCluster()
  if (found === null) {
    throw new ConfigurationError('The kubeconfig names no cluster: its current-context has none.')
  }
  const server = found.server.replace(/\/+$/, '')
  let known: { readonly access: Promise<ClusterAccess>; readonly until: number } | undefined
  let dispatcher: Dispatcher | undefined

  const ask = async (): Promise<ClusterAccess> => {
    const request = new RequestContext(server, HttpMethod.GET)
    await config.applySecurityAuthentication(request)
    // It makes new connections for each request. One set of them is kept instead.
    dispatcher ??= request.getDispatcher()
    return { headers: request.getHeaders(), dispatcher }
  }
  return {
    server,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
    access() {
      if (known === undefined || performance.now() >= known.until) {
        known = { access: ask(), until: performance.now() + ACCESS_MS }
        known.access.catch(() => (known = undefined))
      }
      return known.access
    },
    forget() {
      known = undefined
      dispatcher = undefined
    },
  }
}

function readConfig(
  config: KubeConfig,
  { KUBECONFIG, KUBERNETES_SERVICE_HOST }: Environment,
  Config: typeof KubeConfig,
): void {
  const [first, ...others] = (KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  if (first !== undefined) {
    config.loadFromFile(first)
    for (const path of others) {
      const other = new Config()
      other.loadFromFile(path)
      config.mergeConfig(other, true)
    }
    return
  }
  const isPod = (KUBERNETES_SERVICE_HOST ?? '') !== ''
  if (isPod && existsSync(join(SERVICE_ACCOUNT, 'token'))) config.loadFromCluster()
  else if (isPod) {
    throw new Error(
      `this pod has no token at ${SERVICE_ACCOUNT}: set automountServiceAccountToken: true for the operator`,
    )
  } else if (existsSync(HOME_CONFIG)) config.loadFromFile(HOME_CONFIG)
  else {
    throw new Error('this process is not in a cluster, KUBECONFIG is not set, and there is no ~/.kube/config')
  }
}

function notInstalled(cause: unknown): never {
  throw new ConfigurationError(
    'The operator needs the package @kubernetes/client-node, which is not installed.',
    {
      hint: 'Install it beside airbnb-insights-runner, or use the container image, which has it.',
      cause,
    },
  )
}
