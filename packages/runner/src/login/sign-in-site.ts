import { airbnbSiteOf } from 'airbnb-insights-client/credentials'

/**
 * The sites whose cookies may be the session's: the one that was asked, and those of Airbnb's that a page is on now,
 * because `airbnb.com` sends visitors on to the site of their country.
 */
export function sitesToLookAt(asked: string, pageUrls: readonly string[]): readonly string[] {
  const visited = pageUrls.map((url) => (URL.canParse(url) ? airbnbSiteOf(new URL(url).hostname) : null))
  return [...new Set([asked, ...visited.filter((site) => site !== null)])]
}

/** Whether what is typed on a site goes there encrypted, or does not leave this machine. */
export function isSafeToSignIn(site: string): boolean {
  const { protocol, hostname } = new URL(site)
  return protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}
