import { formatCookies } from '../../cookies.ts'
import { airbnbSiteOf } from '../request/airbnb-site.ts'
import { type CopiedRequest, copiedRequest } from '../request/copied-request.ts'

/** A cookie as a browser keeps it. */
export interface KeptCookie {
  /** Such as `.airbnb.com`. */
  readonly domain: string
  readonly name: string
  readonly value: string
  /** When it ends, in seconds since 1970; 0 where it does with the browser. */
  readonly expires: number
}

/**
 * What the sites of Airbnb would be sent of a browser's cookies: a request to each, that of the latest sign-in last.
 * Cookies of other sites are left out.
 */
export function siteRequests(
  form: 'cookies_txt' | 'cookie_json',
  cookies: readonly KeptCookie[],
): CopiedRequest[] {
  const sites = new Map<string, KeptCookie[]>()
  for (const cookie of cookies) {
    const site = airbnbSiteOf(cookie.domain.replace(/^\./, '').toLowerCase())
    if (site !== null) sites.set(site, [...(sites.get(site) ?? []), cookie])
  }
  if (sites.size === 0) return [copiedRequest({ form })]
  return Array.from(sites)
    .toSorted(([, left], [, right]) => signedInUntil(left) - signedInUntil(right))
    .map(([site, kept]) =>
      copiedRequest({
        form,
        url: `${site}/`,
        cookie: formatCookies(kept.map(({ name, value }) => [name, value])),
      }),
    )
}

function signedInUntil(cookies: readonly KeptCookie[]): number {
  return Math.max(
    0,
    ...cookies.filter(({ name }) => name === '_airbed_session_id').map(({ expires }) => expires),
  )
}
