/** `airbnb.com`, `airbnb.cat`, and the country sites: `airbnb.de`, `airbnb.co.uk`, `airbnb.com.au`. */
const AIRBNB_HOST = /^(?:[a-z0-9-]+\.)*(airbnb\.(?:com|cat|[a-z]{2}|com?\.[a-z]{2}))$/

/** The site of Airbnb's that a host belongs to, such as `https://www.airbnb.de`; `null` for anybody else's. */
export function airbnbSiteOf(host: string): string | null {
  const site = AIRBNB_HOST.exec(host)?.[1]
  return site === undefined ? null : `https://www.${site}`
}
