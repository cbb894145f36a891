import type { HttpServer } from '../../http/http-server.ts'
import type { PagesContext } from '../frame/pages-context.ts'
import { sendPage } from '../frame/send-page.ts'
import { readStatus } from './read-status.ts'
import { statusPage } from './status-page.ts'

/** How the service stands. */
export function addStatusPage(app: HttpServer, context: PagesContext): void {
  app.get('/pages/status', { config: { page: true }, schema: { hide: true } }, async (request, reply) => {
    const status = await readStatus(context)
    return await sendPage(request, reply, context.secrets, () => statusPage(status))
  })
}
