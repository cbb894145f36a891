import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'

/** Counts requests by key, or by address where none that is known was sent: whoever guesses keys stays one caller. */
export async function addRateLimit(app: HttpServer, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    // Retry-After and the RateLimit headers of the IETF draft.
    enableDraftSpec: true,
    keyGenerator: callerKey,
    errorResponseBuilder: () =>
      new ApiError('too_many_requests', `More than ${perMinute} requests in a minute.`),
  })
}

function callerKey({ caller, ip }: FastifyRequest): string {
  return caller?.keyName ?? `address ${normalizeIP(ip, 64)}`
}
