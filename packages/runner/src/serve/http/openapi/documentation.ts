import swagger from '@fastify/swagger'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { accessTo } from '../auth/authorize.ts'
import type { ErrorCode } from '../errors/error-codes.ts'
import type { HttpServer } from '../http-server.ts'
import { type DocumentedResponse, errorResponses } from './error-responses.ts'
import { mayBeAbsent, withOptionalBodies } from './optional-bodies.ts'
import type { DocumentedHeader } from './route-documentation.ts'
import { withoutUnused } from './unused-components.ts'

const TAGS = [
  { name: 'Accounts', description: 'The Airbnb accounts whose insights are collected.' },
  { name: 'Runs', description: 'One run is one sync of one account.' },
  { name: 'Insights', description: 'The numbers themselves, as they are known now or were on any day.' },
  { name: 'Service', description: 'How the service and its database are.' },
]

const DESCRIPTION = `
Syncs the performance insights of Airbnb hosts into TimescaleDB, and gives them out.

Bodies are JSON in snake_case. Calendar days are \`YYYY-MM-DD\` without a zone, instants are ISO 8601 in UTC.
Every answer has an \`X-Request-Id\`: the one that the request brought (up to 128 letters, digits and \`. _ : + / = -\`),
or a new one. Every answer that says no has the form of \`Error\`. No answer holds a cookie, a trace id or a key.
`.trim()

/** Headers of every answer. */
const COMMON_HEADERS: Readonly<Record<string, DocumentedHeader>> = {
  'X-Request-Id': { description: 'The id of the request, as it is in the log.', type: 'string' },
}

/** Headers of the answers that the rate limit counts. */
const RATE_LIMIT_HEADERS: Readonly<Record<string, DocumentedHeader>> = {
  'RateLimit-Limit': { description: 'Requests that the caller has for each minute.', type: 'integer' },
  'RateLimit-Remaining': { description: 'Those that are left.', type: 'integer' },
  'RateLimit-Reset': { description: 'Seconds until the next minute begins.', type: 'integer' },
}

/** What the transform is given of a route. */
type DocumentedRoute = Parameters<ReturnType<typeof createJsonSchemaTransform>>[0]

/** Keeps the OpenAPI document of the routes that are added from now on. */
export async function addDocumentation(app: HttpServer, version: string): Promise<void> {
  const fromZod = createJsonSchemaTransform({})
  const withComponents = createJsonSchemaTransformObject({})
  const optionalBodies = new Set<string>()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'airbnb-insights',
        description: DESCRIPTION,
        version,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The service that this document comes from.' }],
      tags: TAGS,
      components: {
        securitySchemes: {
          apiKey: {
            type: 'apiKey',
            in: 'header',
            name: 'X-API-Key',
            description: 'One of the SERVICE_KEYS.',
          },
          bearer: { type: 'http', scheme: 'bearer', description: 'The same keys as a bearer token.' },
        },
      },
    },
    transform: (route) => {
      const { refusals: _, responseHeaders: __, ...schema } = route.schema
      if (schema.operationId !== undefined && mayBeAbsent(schema.body)) optionalBodies.add(schema.operationId)
      const transformed = fromZod({ ...route, schema })
      return { ...transformed, schema: { ...transformed.schema, ...addedTo(route, transformed.schema) } }
    },
    transformObject: (document) =>
      withOptionalBodies(withoutUnused(withComponents(document)), optionalBodies),
  })
}

/** What the documentation says of a route beside its own schemas. */
function addedTo(route: DocumentedRoute, transformed: object) {
  const method = String(route.route.method)
  const { config } = route.route
  const access = accessTo(method, config?.access)
  const limited = config?.rateLimit !== false
  const common = { ...COMMON_HEADERS, ...(limited ? RATE_LIMIT_HEADERS : {}) }
  const own = 'response' in transformed && isResponses(transformed.response) ? transformed.response : {}
  const responses = {
    ...withHeaders(own, route.schema.responseHeaders ?? {}),
    ...errorResponses(refusalsOf(route, { access, limited })),
  }
  return {
    security: access === 'open' ? [] : [{ apiKey: [] }, { bearer: [] }],
    response: withHeaders(responses, common),
  }
}

function refusalsOf(
  { schema, route }: DocumentedRoute,
  { access, limited }: { access: string; limited: boolean },
): ErrorCode[] {
  const codes: ErrorCode[] = [...(schema.refusals ?? [])]
  if (schema.params !== undefined || schema.querystring !== undefined || schema.body !== undefined)
    codes.push('invalid_request')
  if (schema.body !== undefined) codes.push('payload_too_large', 'unsupported_media_type')
  if (access !== 'open') codes.push('unauthorized', 'forbidden', 'database_unavailable')
  if (limited) codes.push('too_many_requests')
  if (route.config?.access !== 'open') codes.push('internal_error')
  return codes
}

function withHeaders(
  responses: Record<string, DocumentedResponse>,
  headers: Readonly<Record<string, DocumentedHeader>>,
): Record<string, DocumentedResponse> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      { ...response, headers: { ...response.headers, ...headers } },
    ]),
  )
}

function isResponses(value: unknown): value is Record<string, DocumentedResponse> {
  return typeof value === 'object' && value !== null
}
