import { existsSync, readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { delimiter, join } from 'node:path'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { messageOf } from '../../output/message-of.ts'
import { ConfigurationError } from '../../output/runner-error.ts'
import { type ExecCredential, execCredentialOf } from './exec-credential.ts'
import { type ClusterConfig, type PemSource, readKubeconfig } from './kubeconfig.ts'

/** A cluster, and how this process shows who it is there. */
export interface Cluster {
  /** The API server's address, without a slash at the end. */
  readonly server: string
  /** The namespace that the pod or the kubeconfig's context is in. */
  readonly namespace: string
  /** What a request takes: headers that say who asks, and the connections to ask through. */
  access(): Promise<ClusterAccess>
  /** Reads tokens and certificates anew, and makes new connections: the API server did not know them, or is away. */
  forget(): void
}

/** What a request takes. */
interface ClusterAccess {
  readonly headers: Readonly<Record<string, string>>
  readonly dispatcher: Dispatcher
}

/** Surroundings that say where the cluster is. */
type Environment = Readonly<Record<string, string | undefined>>

/** Where a pod finds who it is. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Tokens are read anew so often: a pod's is replaced each hour or so, long before it runs out. */
const ACCESS_MS = 10_000

/**
 * Finds the cluster: the one that `KUBECONFIG` names, or the one that this process is a pod of, or that of
 * `~/.kube/config`.
 *
 * @param folder where a pod finds who it is.
 * @throws ConfigurationError where there is none, or its file cannot be used.
 */
export function loadCluster(environment: Environment, folder: string = SERVICE_ACCOUNT): Cluster {
  try {
    return openCluster(findConfig(environment, folder), environment)
  } catch (cause) {
    const why = messageOf(cause)
    throw new ConfigurationError(`The kubeconfig cannot be used: ${why.split('\n', 1)[0] ?? why}`, { cause })
  }
}

function findConfig(environment: Environment, folder: string): ClusterConfig {
  const { KUBECONFIG = '', KUBERNETES_SERVICE_HOST: host = '', HOME = '' } = environment
  const given = KUBECONFIG.split(delimiter).filter((path) => path !== '')
  if (given.length > 0) return readKubeconfig(given)
  if (host !== '') return ofPod(host, environment['KUBERNETES_SERVICE_PORT'] ?? '443', folder)
  const usual = join(HOME, '.kube', 'config')
  if (HOME !== '' && existsSync(usual)) return readKubeconfig([usual])
  throw new Error('this process is not in a cluster, KUBECONFIG is not set, and there is no ~/.kube/config')
}

function ofPod(host: string, port: string, folder: string): ClusterConfig {
  const token = join(folder, 'token')
  if (!existsSync(token)) {
    throw new Error(
      `this pod has no token at ${folder}: set automountServiceAccountToken: true for the operator`,
    )
  }
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: readFileSync(join(folder, 'namespace'), 'utf8').trim(),
    authorities: { file: join(folder, 'ca.crt') },
    verifies: true,
    serverName: undefined,
    proxy: undefined,
    certificate: undefined,
    key: undefined,
    token: { file: token },
    basic: undefined,
    exec: undefined,
  }
}

function openCluster(config: ClusterConfig, environment: Environment): Cluster {
  let known: { readonly access: Promise<ClusterAccess>; readonly until: number } | undefined
  let given: Promise<ExecCredential> | undefined
  let dispatcher: Dispatcher | undefined

  const ask = async (): Promise<ClusterAccess> => {
    if (config.exec !== undefined) given ??= execCredentialOf(config.exec, environment)
    const credential = (await given) ?? {}
    const token = credential.token ?? textOf(config.token)
    const authorization = token === undefined ? config.basic && `Basic ${config.basic}` : `Bearer ${token}`
    // One set of connections for all requests.
    dispatcher ??= connections(config, credential)
    return { headers: authorization === undefined ? {} : { authorization }, dispatcher }
  }
  return {
    server: config.server,
    namespace: config.namespace ?? 'default',
    access() {
      if (known === undefined || performance.now() >= known.until) {
        known = { access: ask(), until: performance.now() + ACCESS_MS }
        known.access.catch(() => {
          known = undefined
          given = undefined
        })
      }
      return known.access
    },
    forget() {
      known = undefined
      given = undefined
      dispatcher = undefined
    },
  }
}

function connections(config: ClusterConfig, credential: ExecCredential): Dispatcher {
  const { verifies, serverName, proxy } = config
  const [ca, cert, key] = [
    textOf(config.authorities),
    credential.clientCertificateData ?? textOf(config.certificate),
    credential.clientKeyData ?? textOf(config.key),
  ]
  const tls = {
    rejectUnauthorized: verifies,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
  }
  return proxy === undefined ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls })
}

function textOf(source: PemSource | undefined): string | undefined {
  if (source === undefined) return undefined
  return 'text' in source ? source.text : readFileSync(source.file, 'utf8').trim()
}
