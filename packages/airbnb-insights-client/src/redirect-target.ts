import { saidReason } from './blocked-reason.ts'
import { airbnbSiteOf } from './credentials/request/airbnb-site.ts'
import type { BlockedReason } from './errors.ts'
import { isLoginPath } from './login-page.ts'

/** Where a redirect leads, and what that says. */
export type RedirectTarget =
  /** To the page to sign in on, of any site of Airbnb's. */
  | { readonly kind: 'login' }
  /** To another site of Airbnb's, such as `https://www.airbnb.de`: the account belongs there. */
  | { readonly kind: 'other_site'; readonly site: string }
  /** To a page that is none of the API's. */
  | { readonly kind: 'blocked'; readonly reason: BlockedReason }

/**
 * Reads a redirect of the API, which never redirects by itself.
 *
 * @param location - the answer's `Location` header
 * @param baseUrl - the site that was asked
 */
export function redirectTarget(location: string | null, baseUrl: string): RedirectTarget {
  const target = location === null ? null : URL.parse(location, baseUrl)
  if (target === null) return { kind: 'blocked', reason: 'unclear' }
  const asked = new URL(baseUrl)
  const site = airbnbSiteOf(target.hostname)
  const said = saidReason(`${target.hostname.replaceAll('.', ' ')} ${target.pathname.replaceAll('/', ' ')}`)
  if (target.host !== asked.host && site === null) {
    return { kind: 'blocked', reason: said === 'proxy' || said === 'captcha' ? said : 'captive_portal' }
  }
  if (isLoginPath(target.pathname)) return { kind: 'login' }
  if (site !== null && site !== airbnbSiteOf(asked.hostname)) return { kind: 'other_site', site }
  return { kind: 'blocked', reason: said ?? 'unclear' }
}
