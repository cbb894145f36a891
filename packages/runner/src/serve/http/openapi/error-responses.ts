import { ERROR_CODES, type ErrorCode } from '../errors/error-codes.ts'
import type { DocumentedHeader } from './route-documentation.ts'

/** A response as JSON Schema and OpenAPI write it. */
export interface DocumentedResponse {
  description: string
  headers?: Record<string, { type: string; description: string }>
  content?: Record<string, unknown>
}

/** Headers that answers of a status bring. */
const HEADERS_OF_STATUS: Readonly<Record<number, Readonly<Record<string, DocumentedHeader>>>> = {
  401: { 'WWW-Authenticate': { description: 'How to authenticate.', type: 'string' } },
  405: { Allow: { description: 'The methods that the path takes.', type: 'string' } },
  429: retryAfter(),
  503: retryAfter(),
}

function retryAfter(when?: string): Readonly<Record<string, DocumentedHeader>> {
  const description = `Seconds after which to try again${when === undefined ? '' : `; ${when}`}.`
  return { 'Retry-After': { description, type: 'integer' } }
}

/** The answers that say no, by status, each with the codes that it can have. */
export function errorResponses(codes: Iterable<ErrorCode>): Record<string, DocumentedResponse> {
  const byStatus = Map.groupBy(new Set(codes), (code) => ERROR_CODES[code][0])
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      {
        description: ofStatus.map((code) => `\`${code}\`: ${ERROR_CODES[code][1]}`).join('\n\n'),
        headers: {
          ...HEADERS_OF_STATUS[status],
          ...(ofStatus.includes('rate_limited') ? retryAfter('only with `rate_limited`') : {}),
        },
        content: {
          'application/json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Error' },
                {
                  type: 'object',
                  properties: {
                    error: { type: 'object', properties: { code: { type: 'string', enum: ofStatus } } },
                  },
                },
              ],
            },
          },
        },
      },
    ]),
  )
}
