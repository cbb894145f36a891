import { messageOf } from '../../output/message-of.ts'
import { RunnerError } from '../../output/runner-error.ts'

/** The Role with all that the operator does. */
const ROLE_FILE = 'deploy/kubernetes/overlays/per-account/operator-access.yaml'

/** What the API server said of a request that it did not grant. */
interface Refusal {
  /** The HTTP status. */
  readonly status: number
  /** Its one word for it, such as `Forbidden`, `Conflict` or `Expired`. */
  readonly reason: string
  /** Its own words. */
  readonly said: string
  /** What was asked, in the words of a Role: `patch`, `deployments.apps`. */
  readonly verb: string
  readonly resource: string
  readonly namespace: string
  /** Whether it is the right that is missing, and not a quota or a policy that stands against it. */
  readonly lacksRight: boolean
}

/** The API server has answered, and not with what was asked for. */
export class KubernetesError extends RunnerError implements Refusal {
  declare readonly code: 'kubernetes'
  readonly status: number
  readonly reason: string
  readonly said: string
  readonly verb: string
  readonly resource: string
  readonly namespace: string
  readonly lacksRight: boolean

  constructor(refusal: Refusal) {
    super('kubernetes', refusalText(refusal), hintOf(refusal))
    this.status = refusal.status
    this.reason = refusal.reason
    this.said = refusal.said
    this.verb = refusal.verb
    this.resource = refusal.resource
    this.namespace = refusal.namespace
    this.lacksRight = refusal.lacksRight
  }
}

/** The API server cannot be reached, or does not answer in time. */
export class ClusterAwayError extends RunnerError {
  declare readonly code: 'cluster_away'

  constructor(server: string, cause: unknown) {
    super('cluster_away', `The API server at ${server} cannot be reached (${causeOf(cause)}).`, { cause })
  }
}

/** Whether an error is the API server's refusal of that status. */
export function isRefusal(error: unknown, status: number): error is KubernetesError {
  return error instanceof KubernetesError && error.status === status
}

function refusalText({ status, reason, said, verb, resource, namespace, lacksRight }: Refusal): string {
  const what = `${verb} ${resource} in the namespace ${namespace}`
  if (lacksRight) {
    return `The operator may not ${what}: its Role lacks the verb "${verb}" on "${resource}". Apply ${ROLE_FILE}.`
  }
  if (status === 401)
    return 'The API server does not know the operator: its token or certificate is not valid.'
  return `The API server did not ${what}: ${firstLine(said)} (${String(status)} ${reason})`
}

function hintOf({ status }: Refusal): { hint?: string } {
  return status === 401 ? { hint: 'The pod needs a mounted token: automountServiceAccountToken: true.' } : {}
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text

/** Errors of sockets have a code, and several tried addresses have one each. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0])
  if (error instanceof Error && error.cause instanceof Error) return causeOf(error.cause)
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return messageOf(error)
}
