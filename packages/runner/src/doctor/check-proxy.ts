import { DEFAULT_BASE_URL } from 'airbnb-insights-client'
import { proxyFor, shownProxy } from '../config/proxy-for.ts'
import { oneLineText } from '../output/one-line-text.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { type Finding, fine } from './finding.ts'

/** How requests leave this network: through which proxy, trusting whom. Silent where neither is anything special. */
export async function* checkProxy({ settings, context }: DoctorInvocation): AsyncGenerator<Finding> {
  const { baseUrl = DEFAULT_BASE_URL, httpsProxy, httpProxy, authorities } = settings
  if (httpsProxy !== undefined || httpProxy !== undefined) {
    const proxy = proxyFor(baseUrl, settings)
    yield fine(
      'proxy',
      proxy === undefined
        ? `${baseUrl} is asked directly: no proxy is for it (NO_PROXY)`
        : `${baseUrl} is asked through ${shownProxy(proxy)}`,
    )
  }
  if (authorities !== undefined) {
    const names = authorities.names.map(oneLineText).join('; ')
    yield fine('authorities', `trusted beside Node's own, by AIRBNB_CA_FILE (--ca-file): ${names}`)
  }
  const forNode = context.environment['NODE_EXTRA_CA_CERTS']
  if (forNode !== undefined && forNode !== '') {
    yield fine('authorities', `Node trusts those of NODE_EXTRA_CA_CERTS as well: ${oneLineText(forNode)}`)
  }
}
