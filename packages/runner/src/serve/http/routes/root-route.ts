import type { ServiceMode } from '../../../config/service-settings.ts'
import type { HttpServer } from '../http-server.ts'

/**
 * `/`, which is what the service prints: it leads to what there is to see. For a browser these are the pages, for a program
 * the documentation; a worker has neither.
 */
export function addRootRoute(app: HttpServer, mode: ServiceMode): void {
  app.get(
    '/',
    { config: { access: 'open', quiet: true }, schema: { hide: true } },
    ({ headers: { accept = '' } }, reply) => {
      if (mode === 'worker') return reply.redirect('/health')
      return reply.redirect(accept.includes('text/html') ? '/pages' : '/docs')
    },
  )
}
