import { OPERATION_NAMES, type OperationName } from 'insights-transform'
import { delay, type HttpHandler, HttpResponse } from 'msw'
import type { IncomingRequest } from '../simulator/incoming-request.ts'
import { createSimulation, type Simulation } from '../simulator/simulation.ts'
import type { SimulationOptions } from '../simulator/simulation-options.ts'
import { httpResponse, type MockedAnswer } from './http-response.ts'
import { operationRoute, type RouteOptions } from './operation-route.ts'

/** What the handlers answer from: the options of a simulation, or one that the test keeps to steer it. */
export interface InsightsHandlersOptions extends RouteOptions, SimulationOptions {
  /** What answers: one of your own to steer it. @defaultValue one made from the other options */
  simulation?: Simulation
  /**
   * Fixed answers in place of the simulation's, by operation. For a single test, `server.use(...respondWith(…))`
   * does the same.
   *
   * @defaultValue none
   */
  overrides?: Partial<Record<OperationName, MockedAnswer>>
}

/**
 * msw handlers for the three operations that answer what the simulator would, without a network.
 *
 * Give them a simulation of your own to have its credentials at hand and to steer it:
 * `const simulation = createSimulation(); setupServer(...insightsHandlers({ simulation }))`.
 */
export function insightsHandlers(options: InsightsHandlersOptions = {}): HttpHandler[] {
  const { overrides = {}, simulation = createSimulation(options) } = options
  return OPERATION_NAMES.flatMap((operation) =>
    operationRoute(
      operation,
      ({ request }) => {
        const override = overrides[operation]
        return override === undefined ? simulatedResponse(simulation, request) : httpResponse(override)
      },
      options,
    ),
  )
}

async function simulatedResponse(simulation: Simulation, request: Request): Promise<Response> {
  const visit = simulation.arrive(request.headers.get('cookie'))
  try {
    const reaction = visit.react(await incomingRequest(request))
    if (reaction.kind === 'hang') {
      visit.leave()
      await delay('infinite')
    }
    return reaction.kind === 'answer' ? httpResponse(reaction.answer) : HttpResponse.error()
  } finally {
    visit.leave()
  }
}

async function incomingRequest(request: Request): Promise<IncomingRequest> {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    path: pathname + search,
    header: (name) => request.headers.get(name),
    body: await request.text(),
  }
}
