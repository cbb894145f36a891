import { DEFAULT_BASE_URL } from 'airbnb-insights-client'
import type { AskedFrom } from 'insights-store-timescale'

/** From where runs ask and at which site, as pauses have it: the site as clients call it. */
export function askedFrom(network: string, baseUrl: string | undefined): AskedFrom {
  const url = baseUrl === undefined ? null : URL.parse(baseUrl)
  const site = url === null ? baseUrl : `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  return { network, site, defaultSite: DEFAULT_BASE_URL }
}
