import { proxyFor, shownProxy } from '../config/proxy-for.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { type Finding, fine } from './finding.ts'

/** Which proxy requests go through; silent where there is none. */
export async function* checkProxy({ settings }: DoctorInvocation): AsyncGenerator<Finding> {
  const { baseUrl, httpsProxy, httpProxy } = settings
  if (httpsProxy === undefined && httpProxy === undefined) return
  const proxy = proxyFor(baseUrl, settings)
  yield fine(
    'proxy',
    proxy === undefined
      ? `${baseUrl} is asked directly: no proxy is for it (NO_PROXY)`
      : `${baseUrl} is asked through ${shownProxy(proxy)}`,
  )
}
