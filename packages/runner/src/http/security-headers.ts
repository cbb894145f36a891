import helmet from '@fastify/helmet'
import type { HttpServer } from './http-server.ts'

/** What browsers are to do with answers: nothing but show them. Other origins may not read them (no CORS). */
export async function addSecurityHeaders(app: HttpServer): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    frameguard: { action: 'deny' },
  })
  app.addHook('onRequest', (_request, reply, done) => {
    // Accounts and numbers are for the caller alone.
    reply.header('cache-control', 'no-store')
    done()
  })
}
