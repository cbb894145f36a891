import { z } from 'zod'
import { METRICS_CONTENT_TYPES } from '../../prometheus/metrics-format.ts'
import { acceptedMetricsFormat } from '../accepted-metrics-format.ts'
import type { Access } from '../auth/authorize.ts'
import type { HttpServer } from '../http-server.ts'
import { json } from '../openapi/route-documentation.ts'
import { maintenance, maintenanceBody } from '../schemas/maintenance.ts'
import type { RouteContext } from './route-context.ts'

/** How the tables stand. */
export function addMaintenanceRoute(app: HttpServer, { store }: RouteContext): void {
  app.get(
    '/api/v1/maintenance',
    {
      schema: {
        operationId: 'getMaintenance',
        tags: ['Service'],
        summary: 'How the tables stand',
        description:
          'Chunks, sizes, and what the database does by itself; empty where it has no TimescaleDB.',
        response: { 200: json('How the tables stand.', maintenance) },
      },
    },
    async () => maintenanceBody(await store.maintenance.status()),
  )
}

/** The numbers for Prometheus. */
export function addPrometheusRoute(
  app: HttpServer,
  { metrics }: Pick<RouteContext, 'metrics'>,
  { access }: { access: Access },
): void {
  app.get(
    '/metrics',
    {
      config: { access, quiet: true },
      schema: {
        operationId: 'getMetrics',
        tags: ['Service'],
        summary: 'Numbers for Prometheus',
        description:
          'Counters are of this process. What is read from the database is the same from every process, and left out ' +
          'while `airbnb_insights_database_up` is 0.',
        response: {
          200: {
            description:
              'The numbers in the text format of Prometheus, or as OpenMetrics where that is asked for: with the ' +
              'OpenTelemetry traces of some observations as exemplars.',
            content: Object.fromEntries(
              Object.values(METRICS_CONTENT_TYPES).map((type) => [type, { schema: z.string() }]),
            ),
          },
        },
      },
    },
    async ({ headers }, reply) => {
      const format = acceptedMetricsFormat(headers.accept)
      const text = await metrics.render(format)
      return await reply.type(METRICS_CONTENT_TYPES[format]).header('vary', 'Accept').send(text)
    },
  )
}
