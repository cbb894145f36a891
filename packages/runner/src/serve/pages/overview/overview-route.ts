import { z } from 'zod'
import type { HttpServer } from '../../http/http-server.ts'
import { accountId } from '../../http/schemas/identifiers.ts'
import type { PagesContext } from '../frame/pages-context.ts'
import { sendPage } from '../frame/send-page.ts'
import { overviewPage } from './overview-page.ts'
import { readOverview } from './read-overview.ts'

/** The page that one begins with. */
export function addOverviewPage(app: HttpServer, { store, scheduler, secrets, today }: PagesContext): void {
  app.get(
    '/pages',
    {
      config: { page: true },
      schema: { hide: true, querystring: z.object({ after: accountId.optional() }) },
    },
    async (request, reply) => {
      const { after } = request.query
      const overview = await readOverview(store, after)
      return await sendPage(request, reply, secrets, (reader) =>
        overviewPage(
          { ...overview, today: today(), scheduler: scheduler(), isFirst: after === undefined },
          reader,
        ),
      )
    },
  )
}
