import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServiceKey } from '../../../config/service-keys.ts'
import { ApiError } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import type { BrowserSession, BrowserSessions } from './browser-sessions.ts'
import { type Caller, KeyRing } from './key-ring.ts'
import { presentedKey } from './presented-key.ts'
import { isFromElsewhere } from './same-machine.ts'

/** What a route asks of its caller. */
export type Access = 'open' | 'read' | 'admin'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it; null without a key that is known. */
    caller: Caller | null
    /** The session that its browser is signed in with, where that says who sent it. */
    browserSession: BrowserSession | null
  }
  interface FastifyContextConfig {
    /** What the caller needs. @defaultValue `read` for GET and HEAD, `admin` for all other methods */
    access?: Access
    /** Whether it is a page's own: a browser's session counts for it whatever its method, since its forms are checked. */
    page?: boolean
  }
}

/** Where no keys are asked for, anybody may do anything. */
const ANYBODY: Caller = { keyName: null, scope: 'admin' }

/**
 * Finds out who calls, before anything else happens, and lets a request through to the body only where its
 * caller may do what it asks. Between the two the rate limit counts it, so that guessing keys is throttled as well.
 *
 * @param sessions - of browsers, which read with their cookie alone; null where no keys are asked for.
 */
export function addAuthorization(
  app: HttpServer,
  auth: readonly ServiceKey[] | 'insecure',
  sessions: BrowserSessions | null,
): void {
  const ring = auth === 'insecure' ? null : new KeyRing(auth)
  const identify = ring === null ? () => ANYBODY : identifyBy(ring)
  app.decorateRequest('caller', null)
  app.decorateRequest('browserSession', null)
  app.addHook('onRequest', (request, _reply, done) => {
    request.caller = identify(request)
    if (request.caller === null && sessions !== null && sessionCounts(request)) {
      request.browserSession = sessions.find(request.headers.cookie)
      request.caller = request.browserSession?.caller ?? null
    }
    done()
  })
  // The rate limit is an onRequest hook of each route and thus runs before this one.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    done(ring === null ? refusalOfStrangers(request) : refusal(request, reply))
  })
}

/** A browser sends its cookie by itself, also where a page of somewhere else asks it to: it lets nobody change anything. */
function sessionCounts({ method, headers, routeOptions }: FastifyRequest): boolean {
  if (presentedKey(headers) !== undefined) return false
  return method === 'GET' || method === 'HEAD' || routeOptions.config.page === true
}

/** What a route asks of its caller. */
export function accessTo(method: string, access: Access | undefined): Access {
  return access ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'admin')
}

/**
 * Looks a key up once for each connection that sends it: a key is compared with what the same connection sent before,
 * which tells nobody anything of the keys that are known.
 */
function identifyBy(ring: KeyRing): (request: FastifyRequest) => Caller | null {
  const lastOf = new WeakMap<Socket, { readonly key: string; readonly caller: Caller | null }>()
  return ({ headers, socket }) => {
    const key = presentedKey(headers)
    if (key === undefined) return null
    const last = lastOf.get(socket)
    if (last?.key === key) return last.caller
    const caller = ring.callerOf(key)
    lastOf.set(socket, { key, caller })
    return caller
  }
}

function refusalOfStrangers(request: FastifyRequest): ApiError | null {
  if (request.is404 || requestedAccess(request) === 'open' || !isFromElsewhere(request)) return null
  return new ApiError(
    'forbidden',
    'Without API keys, only programs on this machine are answered, by its loopback name.',
  )
}

function requestedAccess({ method, routeOptions }: FastifyRequest): Access {
  return accessTo(method, routeOptions.config.access)
}

function refusal(request: FastifyRequest, reply: FastifyReply): ApiError | null {
  if (request.is404) return null
  const access = requestedAccess(request)
  if (access === 'open') return null
  const { caller } = request
  if (caller === null) {
    const challenge = 'Bearer realm="airbnb-insights"'
    const known = presentedKey(request.headers) === undefined ? '' : ', error="invalid_token"'
    reply.header('www-authenticate', `${challenge}${known}`)
    return new ApiError('unauthorized', 'Send a known API key as X-API-Key or as a bearer token.')
  }
  if (access === 'admin' && caller.scope !== 'admin') {
    return new ApiError('forbidden', 'This API key is for reading only.')
  }
  return null
}
