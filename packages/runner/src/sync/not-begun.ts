import type { RunBeginning } from 'insights-store-timescale'
import { outcomeOf, type SyncOutcome } from './sync-outcome.ts'

/** Why no run began. */
type NotBegun = Exclude<RunBeginning, { kind: 'started' | 'resumed' }>

/** The outcome of a sync whose run did not begin, with what the store decided and why in a sentence. */
export function outcomeOfNotBegun(accountId: string, decided: NotBegun): SyncOutcome {
  const { kind, run } = decided
  const ofDay = `The run of ${run.scrapeDay}`
  switch (kind) {
    case 'nothing_missing':
      return told(kind, `${ofDay} has succeeded: nothing is missing.`)
    case 'retries_spent':
      return told(
        kind,
        `${ofDay} was tried again as often as is polite. A new day tries anew; --full asks everything now.`,
      )
    case 'superseded':
      return told(kind, `A later run, ${decided.by.runId}, has taken the place of this one.`)
    case 'cancelled':
      return told(kind, `${ofDay} was cancelled; the next sync of that day continues it.`)
    case 'ended':
      return told(kind, `${ofDay} has ended as ${run.status}, and nobody has asked for it to go on.`)
    case 'not_due':
      return told(kind, `${ofDay} is not to go on before ${decided.notBefore.toISOString()}.`)
    // The account rests.
    default: {
      const error = {
        code: 'rate_limited',
        message: 'The API asked for fewer requests: this account rests until the time that it named.',
      }
      return outcomeOf(accountId, 'rate_limited', { run, error, retryAt: decided.notBefore })
    }
  }

  function told(status: Exclude<NotBegun['kind'], 'resting'>, message: string): SyncOutcome {
    const retryAt = decided.kind === 'not_due' ? decided.notBefore : null
    return outcomeOf(accountId, status, { run, error: { code: status, message }, retryAt })
  }
}
