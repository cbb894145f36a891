import { z } from 'zod'
import type { ApiError } from './api-error.ts'

/** The body of every answer that says no. */
const errorEnvelope = z
  .object({
    error: z.object({
      code: z.string().describe('What went wrong, for programs.'),
      message: z.string().describe('What went wrong, for people.'),
      details: z.record(z.string(), z.unknown()).describe('What a program can use; empty where nothing.'),
      request_id: z.string().describe('The `X-Request-Id` of the answer: the log has it, too.'),
      otel_trace_id: z
        .string()
        .optional()
        .describe('The OpenTelemetry trace of the request, where it is traced: logs have it as `trace_id`.'),
    }),
  })
  .meta({
    id: 'Error',
    description: 'Every answer that says no has this form.',
    examples: [
      {
        error: {
          code: 'account_not_found',
          message: 'There is no account 210000001.',
          details: {},
          request_id: '0c1d7c58-5c7e-4a4b-9a51-0b3b6a1f2f0e',
        },
      },
    ],
  })

/** What an error says to the caller. */
export function envelopeOf(
  { code, message, details }: Pick<ApiError, 'code' | 'message' | 'details'>,
  requestId: string,
  traceId?: string,
): z.infer<typeof errorEnvelope> {
  const trace = traceId === undefined ? {} : { otel_trace_id: traceId }
  return { error: { code, message, details: { ...details }, request_id: requestId, ...trace } }
}
