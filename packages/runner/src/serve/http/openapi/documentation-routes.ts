import swaggerUi from '@fastify/swagger-ui'
import type { HttpServer } from '../http-server.ts'

/** Everything that the page needs comes from this service; React sets styles on its elements. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `/openapi.json`, and `/docs` to read it; both are open and need no other server. */
export async function addDocumentationRoutes(app: HttpServer): Promise<void> {
  let document: string | undefined
  app.get('/openapi.json', { config: { access: 'open' }, schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(document)
  })
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open', quiet: true }
    })
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: PAGE_POLICY,
      uiConfig: { validatorUrl: null, docExpansion: 'list', deepLinking: true, tryItOutEnabled: false },
      theme: { title: 'airbnb-insights' },
    })
  })
}
