import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { ApiError } from './api-error.ts'
import { envelopeOf } from './error-envelope.ts'

/** Answers what is not even HTTP, or too slow or too large in its headers, and closes the connection. */
export function answerMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const answer = answerFor(error.code)
  const requestId = randomUUID()
  const body = JSON.stringify(envelopeOf(answer, requestId))
  socket.end(
    [
      `HTTP/1.1 ${answer.statusCode} ${answer.message}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

function answerFor(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new ApiError('header_fields_too_large', 'Headers Too Large')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ApiError('request_timeout', 'Request Timeout')
  return new ApiError('invalid_request', 'Bad Request')
}
