import type { IncomingRequest } from './incoming-request.ts'
import type { RequestReading } from './read-request.ts'
import type { Answer } from './responses/answer.ts'

/** A request that was answered before, and its answer. */
interface PrerenderedAnswer {
  reading: RequestReading
  answer: Answer
}

/** Answers kept for identical requests, until something changes that answers depend on. */
interface PrerenderedAnswers {
  find(request: IncomingRequest): PrerenderedAnswer | undefined
  keep(request: IncomingRequest, prerendered: PrerenderedAnswer): void
  clear(): void
}

/** More characters than this are not kept, so that a long run does not fill the memory. */
const MOST_CHARACTERS = 256 * 1024 * 1024

/** The headers that decide whether a request is accepted. The request id differs each time and does not. */
const DECIDING_HEADERS = [
  'cookie',
  'content-type',
  'x-airbnb-api-key',
  'x-airbnb-graphql-platform',
  'x-airbnb-graphql-platform-client',
  'x-csrf-without-token',
] as const

/** What two requests must have in common to get the same answer. */
function prerenderKey(request: IncomingRequest): string {
  const headers = DECIDING_HEADERS.map((name) => request.header(name) ?? '')
  return [request.method, request.path, ...headers, request.body].join('\n')
}

export function createPrerenderedAnswers(): PrerenderedAnswers {
  const answers = new Map<string, PrerenderedAnswer>()
  let characters = 0
  return {
    find: (request) => answers.get(prerenderKey(request)),
    keep: (request, prerendered) => {
      const key = prerenderKey(request)
      characters += key.length + prerendered.answer.body.length
      if (characters <= MOST_CHARACTERS) answers.set(key, prerendered)
    },
    clear: () => {
      answers.clear()
      characters = 0
    },
  }
}
