import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { ErrorCode } from '../errors/error-codes.ts'

/** A header of a response, as the documentation tells it. */
export interface DocumentedHeader {
  readonly description: string
  readonly type: 'string' | 'integer' | 'number'
}

declare module 'fastify' {
  interface FastifySchema {
    /** The ways in which this route says no, beside those that many routes share. */
    refusals?: readonly ErrorCode[]
    /** Headers of its good answers. */
    responseHeaders?: Readonly<Record<string, DocumentedHeader>>
  }
}

/** A response in JSON. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}

/** The content of a response that is sent as it comes: text, as far as the documentation is concerned. */
export const streamedText = { schema: z.custom<Readable>().meta({ type: 'string' }) }

/** The same for bytes. */
export const streamedBytes = { schema: z.custom<Readable>().meta({ type: 'string', format: 'binary' }) }

/** `Link`, for lists that come in pages. */
export const LINK_HEADER: Readonly<Record<string, DocumentedHeader>> = {
  Link: {
    description: 'The next page as `<path>; rel="next"`, relative to this one; absent on the last page.',
    type: 'string',
  },
}
