import type { HttpServer } from '../http-server.ts'
import { ApiError } from './api-error.ts'
import type { RouteMethods } from './route-methods.ts'

/** Answers what fits no route: 405 where the path takes other methods, else 404. Counted by the rate limit, too. */
export function addNotFound(app: HttpServer, routes: RouteMethods, { limited }: { limited: boolean }): void {
  const options = limited ? { preHandler: app.rateLimit() } : {}
  app.setNotFoundHandler(options, (request) => {
    const [path = ''] = request.url.split('?', 1)
    const allowed = routes.allowedFor(path)
    if (allowed.length === 0) throw new ApiError('not_found', 'There is nothing at this path.')
    throw new ApiError('method_not_allowed', `This path takes ${allowed.join(', ')}.`, {
      headers: { allow: allowed.join(', ') },
    })
  })
}
