import { getCACertificates } from 'node:tls'
import { Agent, type Dispatcher, Dispatcher1Wrapper, EnvHttpProxyAgent } from 'undici'
import type { ProxySettings } from '../config/proxy-for.ts'
import type { Settings } from '../config/settings.ts'

/** The settings that say how requests leave this network. */
export type NetworkSettings = ProxySettings & Pick<Settings, 'authorities'>

/**
 * What sends requests through the proxies of the settings, and trusts the authorities of the settings; undefined where
 * there are none of either, and the client's own connections do.
 *
 * @param connectTimeoutMs how long reaching the proxy, or a host that is asked directly, may take.
 */
export function proxyDispatcher(
  settings: NetworkSettings,
  { connectTimeoutMs }: { readonly connectTimeoutMs: number },
): Dispatcher | undefined {
  const { httpsProxy, httpProxy, authorities } = settings
  if (httpsProxy === undefined && httpProxy === undefined && authorities === undefined) return undefined
  const agent = networkAgent(settings, {
    keepAliveTimeout: 30_000,
    connectTimeout: connectTimeoutMs,
    // The client's own time-out covers headers and body together.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  // Node 22 and 24 have an older undici inside, which a bare agent of undici 8 does not understand.
  return new Dispatcher1Wrapper(agent)
}

/** The same for undici's own `request`, with connections of its own where the settings ask for nothing. */
export function networkAgent(
  { httpsProxy, httpProxy, noProxy = '', authorities }: NetworkSettings,
  given: Agent.Options,
): Dispatcher {
  // What is given here replaces what Node trusts by itself.
  const tls = authorities && { ca: [...getCACertificates('default'), ...authorities.certificates] }
  const options = { ...given, ...(tls && { connect: tls }) }
  if (httpsProxy === undefined && httpProxy === undefined) return new Agent(options)
  return new EnvHttpProxyAgent({
    ...options,
    // Given also where empty: else it reads the environment of the process by itself.
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy,
    ...(tls && { requestTls: tls, proxyTls: tls }),
  })
}
