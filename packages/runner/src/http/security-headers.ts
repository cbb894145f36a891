import type { HttpServer } from './http-server.ts'

/** What browsers are to do with answers: nothing but show them. Other origins may not read them (no CORS). */
const HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Accounts and numbers are for the caller alone.
  'cache-control': 'no-store',
}

/** Sets them on every answer; a route may set its own in their place. */
export function addSecurityHeaders(app: HttpServer): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(HEADERS)
    done()
  })
}
