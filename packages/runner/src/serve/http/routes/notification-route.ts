import { z } from 'zod'
import { currentFindings } from '../../../notify/evaluate.ts'
import type { HttpServer } from '../http-server.ts'
import { json } from '../openapi/route-documentation.ts'
import { pageLimit } from '../schemas/list-queries.ts'
import { notifications, notificationsBody } from '../schemas/notifications.ts'
import type { RouteContext } from './route-context.ts'

/** What humans are told. */
export function addNotificationRoute(app: HttpServer, { store }: RouteContext): void {
  app.get(
    '/api/v1/notifications',
    {
      schema: {
        operationId: 'getNotifications',
        tags: ['Service'],
        summary: 'What humans are told',
        description:
          'What is open now, whether anybody is told of it or not; whom something was told, and what became of the ' +
          'newest messages. URLs of targets are not given out.',
        querystring: z.object({ limit: pageLimit.describe('At most so many messages.') }),
        response: { 200: json('What humans are told.', notifications) },
      },
    },
    async (request) => {
      const { limit } = request.query
      const { open } = await currentFindings(store, { listingNames: false }, new Date())
      const [targets, messages] = await Promise.all([
        store.notifications.targets(),
        store.notifications.messages({ limit }),
      ])
      return notificationsBody(open, targets, messages)
    },
  )
}
