import { once, setMaxListeners } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { IncomingRequest } from './incoming-request.ts'
import type { Answer } from './responses/answer.ts'
import { createSimulation } from './simulation.ts'
import type { SimulationControls } from './simulation-controls.ts'
import type { SimulationOptions } from './simulation-options.ts'

/** What a simulator is made of: a simulation, and how it is served. */
export interface SimulatorOptions extends SimulationOptions {
  /** How long each answer takes, in milliseconds. @defaultValue 0 */
  latencyMs?: number
  /** The port on 127.0.0.1; 0 takes a free one. @defaultValue 0 */
  port?: number
}

/** A running simulator. Closing it cuts the connections that are still open. */
export interface Simulator extends SimulationControls, AsyncDisposable {
  /** `http://127.0.0.1:{port}`, to be given to the client as `baseUrl`. */
  readonly url: string
  /** Stops listening and cuts the connections that are open; harmless when called again. */
  close(): Promise<void>
}

/**
 * Starts a server on the loopback interface that answers the three operations as the API does, with numbers
 * that depend on listing, metric, stay night and day of knowledge alone.
 *
 * @throws the `listen` error if the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulation = createSimulation(options)
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const { latencyMs = 0 } = options
  const send = createSender(options.prerender === true)

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const visit = simulation.arrive(request.headers.cookie ?? null)
    response.once('close', visit.leave)
    const reaction = visit.react(await incomingRequest(request))
    if (reaction.kind === 'hang') return visit.leave()
    if (latencyMs > 0) await wait(latencyMs, undefined, { signal: closing.signal })
    // Whoever reads the answer may send the next request before this side hears that it was delivered.
    visit.leave()
    if (reaction.kind === 'reset') request.socket.resetAndDestroy()
    else send(response, reaction.answer)
  }
  // A request that fails here was cut off by its sender, or the simulator is closing.
  const server = createServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  )
  // Longer than any client keeps a connection, so that none is closed under a request that is just being sent.
  server.keepAliveTimeout = 300_000
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')

  const close = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    closing.abort()
    server.close()
    server.closeAllConnections()
    await closed
  }
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return withServer(simulation, `http://127.0.0.1:${port}`, close)
}

/** The simulation's controls beside the server's own; what changes with time stays a getter. */
function withServer(simulation: SimulationControls, url: string, close: () => Promise<void>): Simulator {
  return {
    url,
    close,
    [Symbol.asyncDispose]: close,
    get today() {
      return simulation.today
    },
    get baseDay() {
      return simulation.baseDay
    },
    clock: () => simulation.clock(),
    get accounts() {
      return simulation.accounts
    },
    requests: simulation.requests,
    maxConcurrent: (accountId) => simulation.maxConcurrent(accountId),
    setToday: (day) => simulation.setToday(day),
    advanceDays: (days) => simulation.advanceDays(days),
    setBaseDayLag: (days) => simulation.setBaseDayLag(days),
    setOperations: (known) => simulation.setOperations(known),
    addFault: (fault) => simulation.addFault(fault),
    clearFaults: () => simulation.clearFaults(),
    expireSession: (accountId, as) => simulation.expireSession(accountId, as),
    renewSession: (accountId) => simulation.renewSession(accountId),
  }
}

async function incomingRequest(request: IncomingMessage): Promise<IncomingRequest> {
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    header: (name) => {
      const value = request.headers[name]
      return value === undefined ? null : String(value)
    },
    body: await text(request),
  }
}

/** Writes answers; where the same answer goes out often, its bytes are made once. */
function createSender(keepBytes: boolean) {
  const kept = new WeakMap<Answer, Buffer>()
  return (response: ServerResponse, answer: Answer) => {
    const bytes = kept.get(answer) ?? Buffer.from(answer.body)
    if (keepBytes) kept.set(answer, bytes)
    response.writeHead(answer.status, [...answer.headers.flat(), 'Content-Length', String(bytes.byteLength)])
    response.end(bytes)
  }
}
