import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { McpHttp } from '../../../mcp/http/mcp-http.ts'
import { answerFor } from '../errors/answer-for.ts'
import { ApiError } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import type { HttpServerOptions } from '../http-server-options.ts'
import type { RouteContext } from './route-context.ts'

/** The headers of a request that its protocol is about; no key is handed on. */
const PROTOCOL_HEADERS = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] as const

/**
 * The Model Context Protocol over HTTP, for assistants: each request stands by itself, and reading is all that it can do.
 * What speaks it is loaded with the first request.
 */
export function addMcpRoute(app: HttpServer, options: HttpServerOptions & Pick<RouteContext, 'reads'>): void {
  let loading: Promise<McpHttp> | undefined
  const load = async (): Promise<McpHttp> => {
    try {
      return await (loading ??= open(options))
    } catch (error) {
      loading = undefined
      throw error
    }
  }
  app.addHook('preClose', async () => await (await loading)?.close())
  app.post(
    '/mcp',
    {
      config: { access: 'read' },
      schema: {
        // It is documented by its own protocol, not by that of the REST API.
        hide: true,
        body: z.unknown(),
      },
    },
    async (request, reply) => {
      assertSameOrigin(request)
      const { body } = request
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        throw new ApiError(
          'invalid_request',
          'Send one JSON-RPC message as an object: several at once are not taken.',
        )
      }
      const left = new AbortController()
      reply.raw.once('close', () => left.abort())
      const mcp = await load()
      return await reply.send(await mcp.answer(webRequest(request, body, left.signal), body))
    },
  )
}

async function open(options: HttpServerOptions & Pick<RouteContext, 'reads'>): Promise<McpHttp> {
  const { reads, hider, today, logger, version, dataFolder } = options
  const { openMcpHttp } = await import('../../../mcp/http/mcp-http.ts')
  return openMcpHttp({
    reads,
    dataFolder,
    hide: (text) => hider.redact(text),
    explain: async (error) => {
      const { code, message } = answerFor(error)
      return code === 'internal_error' ? undefined : `${message} ${NEXT[code] ?? ''}`.trim()
    },
    today,
    logger,
    version,
  })
}

/** What to do about an error of the service. */
const NEXT: Readonly<Record<string, string>> = {
  account_not_found: 'list_accounts tells which there are.',
  database_unavailable: 'Try again in a moment.',
}

/**
 * A browser says which page a request comes from. Of pages from elsewhere none is answered, whatever key it has:
 * assistants that are no page say nothing of the kind.
 *
 * @throws ApiError for a page of another origin.
 */
function assertSameOrigin({ headers: { origin, host } }: FastifyRequest): void {
  if (origin === undefined || URL.parse(origin)?.host === host) return
  throw new ApiError('forbidden', 'Pages of another origin are not answered here.')
}

function webRequest({ headers }: FastifyRequest, body: object, signal: AbortSignal): Request {
  const kept = PROTOCOL_HEADERS.flatMap((name): [string, string][] => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  // Its address matters to nobody behind this.
  return new Request('http://localhost/mcp', {
    method: 'POST',
    headers: kept,
    body: JSON.stringify(body),
    signal,
  })
}
