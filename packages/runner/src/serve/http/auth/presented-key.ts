import type { IncomingHttpHeaders } from 'node:http'

/** The key that a request sends, as `X-API-Key` or as a bearer token; undefined where it sends none. */
export function presentedKey({ 'x-api-key': key, authorization }: IncomingHttpHeaders): string | undefined {
  if (typeof key === 'string') return key
  return authorization === undefined ? undefined : /^bearer +(\S+) *$/i.exec(authorization)?.[1]
}
