import { OPERATION_NAMES, utcDateOf } from 'insights-transform'
import { DEFAULT_WEB_KEY } from '../build-headers.ts'
import { DEFAULT_OPERATIONS, hashesOf, type OperationHashes } from '../operations.ts'
import { type AnswerDeviation, answerAccepted } from './accepted-answer.ts'
import { planAccounts } from './account-plan.ts'
import { armFault, dueFault, type Fault, faultyAnswer } from './faults.ts'
import { claimedAccountId, cookiesOf, type IncomingRequest } from './incoming-request.ts'
import { calendarDate, dayNumber } from './nights/calendar.ts'
import { createPrerenderedAnswers } from './prerendered-answers.ts'
import { type AcceptedRequest, type RequestReading, readRequest } from './read-request.ts'
import { describeReading, type SimulatedRequest } from './request-log.ts'
import type { Answer } from './responses/answer.ts'
import { blocked } from './responses/blocked-answers.ts'
import { createSessionBook } from './session-book.ts'
import type { SimulationControls } from './simulation-controls.ts'
import type { SimulationOptions } from './simulation-options.ts'
import { traceIdOf } from './trace-id.ts'
import { createUnderWay } from './under-way.ts'
import { createWebsite } from './website.ts'
import type { World } from './world.ts'

/** So many requests may still carry a rotated cookie's old value. */
const DEFAULT_GRACE_REQUESTS = 10

/** What the simulated server does with a request. */
export type Reaction = { kind: 'answer'; answer: Answer } | { kind: 'hang' } | { kind: 'reset' }

/** A request that has come in, but may not have been read to its end. */
export interface Visit {
  /** Decides and logs the answer. */
  react(request: IncomingRequest): Reaction
  /** The request is no longer under way. Further calls do nothing. */
  readonly leave: () => void
}

/** The simulated server without its network: what it knows, and what it does with a request. */
export interface Simulation extends SimulationControls {
  /** Takes in a request, by its `Cookie` header. */
  arrive(cookieHeader: string | null): Visit
}

/**
 * Makes a simulated server of the API, without network: `startSimulator` puts it behind HTTP, the msw
 * handlers of `airbnb-insights-client/testing` behind `fetch`.
 */
export function createSimulation(options: SimulationOptions = {}): Simulation {
  const { seed = 1 } = options
  const planned = planAccounts(options.accounts ?? 1, options.listings ?? 3, seed)
  const sessions = createSessionBook(planned)
  let operations = withKnown(DEFAULT_OPERATIONS, options.operations)
  const webKey = options.webKey ?? DEFAULT_WEB_KEY
  const prerendered = options.prerender === true ? createPrerenderedAnswers() : null
  const requests: SimulatedRequest[] = []
  const underWay = createUnderWay()
  let armed = (options.faults ?? []).map(armFault)
  let today = dayNumber(options.today ?? utcDateOf(new Date()))
  let lag = options.baseDayLag ?? 3
  let turned = 0
  let answered = 0

  const baseDay = () => today - lag + turned
  const world = (): World => ({
    today,
    baseDay: baseDay(),
    operations,
    webKey,
    accounts: sessions.states,
    traceId: traceIdOf(seed, answered),
  })
  /** Whatever answers depend on changes here, so that no answer of before is given again. */
  const change = <Result>(apply: () => Result): Result => {
    const result = apply()
    prerendered?.clear()
    return result
  }
  const moveTo = (day: number, lagDays: number) =>
    change(() => {
      today = day
      lag = lagDays
      turned = 0
    })

  const goodAnswer = (
    accepted: AcceptedRequest,
    request: IncomingRequest,
    reading: RequestReading,
    deviation?: AnswerDeviation,
  ) => {
    const answer = answerAccepted(accepted, world(), deviation)
    if (deviation === undefined) prerendered?.keep(request, { reading, answer })
    return answer
  }
  const answerWith = (
    fault: Fault | null,
    accepted: AcceptedRequest,
    good: (deviation?: AnswerDeviation) => Answer,
  ): Answer => {
    const { accountId } = accepted.account
    if (accepted.outdatedRotation) change(() => sessions.useGrace(accountId))
    if (fault === null) return good()
    if (fault.kind === 'base_day_turns') change(() => (turned += fault.days ?? 1))
    const answer = faultyAnswer(fault, good, world().traceId)
    if (fault.kind !== 'rotate_cookies') return answer
    const cookie = change(() => sessions.rotate(accountId, fault.graceRequests ?? DEFAULT_GRACE_REQUESTS))
    return { ...answer, headers: [...answer.headers, cookie] }
  }
  const decide = (reading: RequestReading, fault: Fault | null, request: IncomingRequest): Reaction => {
    if (fault?.kind === 'hang' || fault?.kind === 'reset') return { kind: fault.kind }
    if (fault?.kind === 'blocked') return { kind: 'answer', answer: blocked(fault) }
    const { outcome } = reading
    if ('refused' in outcome) return { kind: 'answer', answer: outcome.refused }
    const good = (deviation?: AnswerDeviation) => goodAnswer(outcome.accepted, request, reading, deviation)
    return { kind: 'answer', answer: answerWith(fault, outcome.accepted, good) }
  }

  const website = createWebsite({
    planned,
    world,
    signIn: (accountId) => change(() => sessions.signIn(accountId)),
  })

  const react = (request: IncomingRequest, concurrent: number): Reaction => {
    const page = website(request)
    // Pages are not the API: no fault meets them, and neither log nor trace ids count them.
    if (page !== null) return { kind: 'answer', answer: page }
    answered += 1
    const known = prerendered?.find(request)
    const reading = known?.reading ?? readRequest(request, world())
    const fault = dueFault(armed, reading)
    const reaction: Reaction =
      known !== undefined && fault === null
        ? { kind: 'answer', answer: known.answer }
        : decide(reading, fault, request)
    if (options.requestLog !== false) {
      requests.push({
        method: request.method,
        ...describeReading(reading),
        baseDay: calendarDate(baseDay()),
        status: reaction.kind === 'answer' ? reaction.answer.status : 0,
        fault: fault?.kind ?? null,
        concurrent,
        ...(options.keepAnswers === true
          ? { answer: reaction.kind === 'answer' ? reaction.answer.body : null }
          : {}),
      })
    }
    return reaction
  }

  return {
    get today() {
      return calendarDate(today)
    },
    get baseDay() {
      return calendarDate(baseDay())
    },
    clock: () => new Date(`${calendarDate(today)}T12:00:00Z`),
    get accounts() {
      return sessions.accounts()
    },
    requests,
    maxConcurrent: underWay.most,
    setToday: (day) => moveTo(dayNumber(day), lag),
    advanceDays: (days) => moveTo(today + days, lag),
    setBaseDayLag: (days) => moveTo(today, days),
    setOperations: (known) => change(() => void (operations = withKnown(operations, known))),
    addFault: (fault) => void armed.push(armFault(fault)),
    clearFaults: () => void (armed = []),
    expireSession: (accountId, as = 'unauthorized') => change(() => sessions.expire(accountId, as)),
    renewSession: (accountId) => change(() => sessions.renew(accountId)),
    arrive: (cookieHeader) => {
      const { concurrent, leave } = underWay.enter(claimedAccountId(cookiesOf(cookieHeader)))
      return { react: (request) => react(request, concurrent), leave }
    },
  }
}

/** The hashes that the server knows, once it is told others of some operations. */
function withKnown(before: World['operations'], told: OperationHashes = {}): World['operations'] {
  const known = OPERATION_NAMES.map((name) => [name, hashesOf(told[name] ?? before[name])])
  return { ...before, ...Object.fromEntries(known) }
}
