import { context } from '@opentelemetry/api'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { traceIdIn } from '../../../output/trace-fields.ts'
import { contextOf } from '../request-span.ts'
import { answerFor } from './answer-for.ts'
import type { ApiError } from './api-error.ts'
import { envelopeOf } from './error-envelope.ts'

/** Answers whatever was thrown in the one form of errors, and logs what is the service's own fault. */
export function handleError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const answer = answerFor(error)
  context.with(contextOf(request), () => logAnswer(answer, error, request))
  if (answer.code === 'payload_too_large') readToItsEnd(request, reply)
  void reply
    .code(answer.statusCode)
    .headers(answer.headers)
    .header('x-request-id', request.id)
    .type('application/json; charset=utf-8')
    .send(envelopeOf(answer, request.id, traceIdIn(contextOf(request))))
}

/** Logs what is the service's own fault. */
export function logAnswer(answer: ApiError, error: Error, request: FastifyRequest): void {
  if (answer.code === 'internal_error') {
    request.log.error(
      { request_id: request.id, err: error, stack: error.stack },
      'A request failed for a reason nobody foresaw.',
    )
  } else if (answer.statusCode >= 500) {
    request.log.warn(
      { request_id: request.id, code: answer.code, err: answer.cause ?? answer },
      'A request could not be answered.',
    )
  }
}

/**
 * Keeps the connection open, and drops what still comes of the body: a client that is still sending would see a broken
 * connection rather than the answer.
 */
export function readToItsEnd({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.header('connection', 'keep-alive')
  raw.resume()
}
