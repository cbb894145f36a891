import { type Credentials, DEFAULT_BASE_URL } from 'airbnb-insights-client'
import type { AskedFrom } from 'insights-store-timescale'

/** Credentials, and the site that they are of where it is known. */
export type SiteCredentials = Credentials & { readonly baseUrl?: string | null }

/** The client's option for the site that an account is to be asked at; what settings say goes before it. */
export const siteOf = ({ baseUrl = null }: SiteCredentials): { readonly baseUrl?: string } =>
  baseUrl === null ? {} : { baseUrl }

/** From where runs ask and at which site, as pauses have it: the site as clients call it. */
export function askedFrom(network: string, baseUrl: string | undefined): AskedFrom {
  const url = baseUrl === undefined ? null : URL.parse(baseUrl)
  const site = url === null ? baseUrl : `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  return { network, site, defaultSite: DEFAULT_BASE_URL }
}
