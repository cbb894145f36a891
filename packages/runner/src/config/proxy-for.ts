import type { Settings } from './settings.ts'

/** The settings that choose a proxy. */
export type ProxySettings = Pick<Settings, 'httpsProxy' | 'httpProxy' | 'noProxy'>

/** The proxy that requests to a URL go through, by the rules of Node's `NODE_USE_ENV_PROXY`; undefined for none. */
export function proxyFor(
  url: string,
  { httpsProxy, httpProxy, noProxy = '' }: ProxySettings,
): string | undefined {
  const { protocol, hostname, port } = new URL(url)
  const host = bare(hostname)
  const asked = port === '' ? { 'http:': '80', 'https:': '443' }[protocol] : port
  const isLeftOut = noProxy.split(/[,\s]+/).some((entry) => {
    if (entry === '') return false
    const [, name = '', only] = /^(\[.+\]|[^:]+)(?::(\d+))?$/.exec(entry) ?? ['', entry]
    if (only !== undefined && only !== asked) return false
    const domain = bare(name).replace(/^\*?\./, '')
    return domain === '*' || (host === domain && !name.startsWith('*')) || host.endsWith(`.${domain}`)
  })
  if (isLeftOut) return undefined
  return protocol === 'https:' ? (httpsProxy ?? httpProxy) : httpProxy
}

/** Of an address without brackets, of a name without the dot of the root. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/(.)\.$/, '$1')
}

/** A proxy as it may be shown: without user name and password. */
export function shownProxy(proxy: string): string {
  return new URL(proxy).origin
}
