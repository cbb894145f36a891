import { HttpResponse } from 'msw'
import type { Answer } from '../simulator/responses/answer.ts'

/** What a mocked endpoint answers: one of this package's answers, a body for HTTP 200, or any `Response`. */
export type MockedAnswer = Answer | Response | { data: unknown }

/** Turns an answer into the `Response` that msw sends. */
export function httpResponse(answer: MockedAnswer): Response {
  if (answer instanceof Response) return answer
  if ('data' in answer) return HttpResponse.json(answer)
  const headers = new Headers()
  for (const [name, value] of answer.headers) headers.append(name, value)
  // An empty text would get a content type that the API does not send.
  return new HttpResponse(answer.body === '' ? null : answer.body, { status: answer.status, headers })
}
