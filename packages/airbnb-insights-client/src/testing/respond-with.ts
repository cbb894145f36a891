import type { OperationName } from 'insights-transform'
import type { HttpHandler } from 'msw'
import { httpResponse, type MockedAnswer } from './http-response.ts'
import { operationRoute, operationsOf, type RouteOptions } from './operation-route.ts'

/** How often a fixed answer is given. */
export interface RespondWithOptions extends RouteOptions {
  /** So many answers, after which the handlers below come into play again. @defaultValue Infinity */
  times?: number
}

/**
 * msw handlers that answer an operation, or all three, with something fixed: a failure
 * (`respondWith('all', rateLimited({ retryAfter: 2 }))`), a whole body
 * (`respondWith('ChartQuery', chartResponse({ … }))`) or a `Response`.
 *
 * @returns handlers to be spread into `server.use`, for as long as the test lasts
 */
export function respondWith(
  operation: OperationName | 'all',
  answer: MockedAnswer,
  options: RespondWithOptions = {},
): HttpHandler[] {
  let left = options.times ?? Number.POSITIVE_INFINITY
  const resolver = () => {
    left -= 1
    if (left < 0) return undefined
    // A Response can be read once only.
    return httpResponse(answer instanceof Response ? answer.clone() : answer)
  }
  return operationsOf(operation).flatMap((name) => operationRoute(name, resolver, options))
}
