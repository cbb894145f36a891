import { DEFAULT_BASE_URL } from 'airbnb-insights-client'
import { proxyFor, shownProxy } from '../config/proxy-for.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { type Finding, fine } from './finding.ts'

/** Which proxy requests go through; silent where there is none. */
export async function* checkProxy({ settings }: DoctorInvocation): AsyncGenerator<Finding> {
  const { baseUrl = DEFAULT_BASE_URL, httpsProxy, httpProxy } = settings
  if (httpsProxy === undefined && httpProxy === undefined) return
  const proxy = proxyFor(baseUrl, settings)
  yield fine(
    'proxy',
    proxy === undefined
      ? `${baseUrl} is asked directly: no proxy is for it (NO_PROXY)`
      : `${baseUrl} is asked through ${shownProxy(proxy)}`,
  )
}
