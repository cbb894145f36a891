import { fieldsOf } from '../../json-object.ts'
import { brokenRequest, type CopiedRequest } from '../request/copied-request.ts'
import { type KeptCookie, siteRequests } from './site-cookies.ts'

/** Whether a text is a list of cookies as browser extensions export it, as far as it goes. */
export function isCookieJson(text: string): boolean {
  return (
    /^\s*(?:\[\s*\{|\{\s*"(?:cookies|url)"\s*:)/.test(text) && /"(?:domain|hostOnly|httpOnly)"\s*:/.test(text)
  )
}

/** The requests that the cookies in such a list make; also in the object that some put around it. */
export function cookieJsonRequests(text: string): CopiedRequest[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return [brokenRequest('cookie_json')]
  }
  const list: unknown = Array.isArray(parsed) ? parsed : fieldsOf(parsed)['cookies']
  return siteRequests('cookie_json', Array.isArray(list) ? list.flatMap(keptCookie) : [])
}

function keptCookie(given: unknown): KeptCookie[] {
  const fields = fieldsOf(given)
  const { domain, name, value } = fields
  if (typeof domain !== 'string' || typeof name !== 'string' || typeof value !== 'string') return []
  const expires = Number(fields['expirationDate'] ?? fields['expires'] ?? 0)
  return [{ domain, name, value, expires: Number.isNaN(expires) ? 0 : expires }]
}
