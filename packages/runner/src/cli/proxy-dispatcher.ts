import { type Dispatcher, Dispatcher1Wrapper, EnvHttpProxyAgent } from 'undici'
import type { ProxySettings } from '../config/proxy-for.ts'

/**
 * What sends requests through the proxies of the settings; undefined where there is none, and the client's own
 * connections do.
 *
 * @param connectTimeoutMs how long reaching the proxy, or a host that is asked directly, may take.
 */
export function proxyDispatcher(
  { httpsProxy, httpProxy, noProxy = '' }: ProxySettings,
  { connectTimeoutMs }: { readonly connectTimeoutMs: number },
): Dispatcher | undefined {
  if (httpsProxy === undefined && httpProxy === undefined) return undefined
  const agent = new EnvHttpProxyAgent({
    // Given also where empty: else it reads the environment of the process by itself.
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy,
    keepAliveTimeout: 30_000,
    connectTimeout: connectTimeoutMs,
    // The client's own time-out covers headers and body together.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  // Node 22 and 24 have an older undici inside, which a bare agent of undici 8 does not understand.
  return new Dispatcher1Wrapper(agent)
}
