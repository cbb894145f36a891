import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageSecrets } from './page-secrets.ts'

/** The cookie that ties the form to sign in with to the browser that it was given to. */
const VISITOR_COOKIE = 'airbnb_insights_visitor'
const VISITOR = new RegExp(`(?:^|;\\s*)${VISITOR_COOKIE}=([\\w-]{22})(?=\\s*(?:;|$))`)

/** Where no key is asked for, whoever can read a page may do everything. */
const ANYBODY = 'anybody'

/** Who looks at a page. */
export interface Visitor {
  /** Names the browser's session, for its forms; null where a form to sign in has not been given out yet. */
  readonly name: string | null
  readonly isSignedIn: boolean
  /** Whether there are keys to sign in with at all. */
  readonly signsIn: boolean
  /** Whether the key is one for changes, too. */
  readonly mayChange: boolean
}

/** Who sent a request for a page. */
export function visitorOf({ browserSession, caller, headers }: FastifyRequest): Visitor {
  const open = caller !== null && caller.keyName === null
  const name = open ? ANYBODY : (browserSession?.id ?? VISITOR.exec(headers.cookie ?? '')?.[1] ?? null)
  return {
    name,
    isSignedIn: caller !== null,
    signsIn: !open,
    mayChange: caller?.scope === 'admin',
  }
}

/** The token of a visitor's forms; whoever has no name yet is given one, in a cookie. */
export function formTokenFor(visitor: Visitor, secrets: PageSecrets, reply: FastifyReply): string {
  if (visitor.name !== null) return secrets.formToken(visitor.name)
  const name = randomBytes(16).toString('base64url')
  void reply.header('set-cookie', cookieText(VISITOR_COOKIE, name, reply.request))
  return secrets.formToken(name)
}

/** A cookie for this service's pages alone, which no script can read and no other site's page can send. */
export function cookieText(
  name: string,
  value: string,
  { protocol }: Pick<FastifyRequest, 'protocol'>,
  maxAgeSeconds?: number,
): string {
  const parts = [`${name}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Strict']
  if (maxAgeSeconds !== undefined) parts.push(`Max-Age=${maxAgeSeconds}`)
  if (protocol === 'https') parts.push('Secure')
  return parts.join('; ')
}
