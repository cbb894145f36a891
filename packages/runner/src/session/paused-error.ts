import type { Pause } from 'insights-store-timescale'
import { errorFamily } from 'insights-transform/errors'
import { formatInstant } from '../output/format.ts'
import { RunnerError } from '../output/runner-error.ts'
import { blockedWayOut, blockerNamed } from './blocker-words.ts'

/** Nothing was asked: something in between was met a while ago, and this request's turn has not come. */
export class PausedError extends RunnerError {
  declare readonly code: 'paused'
  readonly pause: Pause
  /** When this account may ask at the earliest. */
  readonly notBefore: Date

  constructor(pause: Pause, notBefore: Date) {
    const who =
      pause.accountId === null
        ? `Nobody of the network ${pause.network} asks ${pause.site} now`
        : `Account ${pause.accountId} rests before ${pause.site}`
    super(
      'paused',
      `${who}: ${blockerNamed(pause.reason)} has stood in between since ${formatInstant(pause.since)}. ` +
        `The next request goes out after ${formatInstant(notBefore)}. The session was not judged.`,
      { hint: `${blockedWayOut(pause.reason)} No new cookie is needed yet.` },
    )
    this.pause = pause
    this.notBefore = notBefore
  }
}

/** Whether a value is a {@link PausedError}. */
export const isPausedError = errorFamily<RunnerError>('airbnb-insights-runner').ofCode<PausedError>('paused')
