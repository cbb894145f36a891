import type { ServiceMode } from '../../../config/service-settings.ts'
import type { HttpServer } from '../http-server.ts'

/** `/`, which is what the service prints: it leads to what there is to see. A worker has no documentation. */
export function addRootRoute(app: HttpServer, mode: ServiceMode): void {
  const place = mode === 'worker' ? '/health' : '/docs'
  app.get('/', { config: { access: 'open', quiet: true }, schema: { hide: true } }, (_request, reply) =>
    reply.redirect(place),
  )
}
