import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseAway } from 'insights-store-timescale'

/** A server that is restarted is back by then, and a lease may still hold. */
const OUTAGE_MS = 12_000
const PAUSE_MS = 300

/**
 * Asks the database again for some seconds where it cannot be reached, so that a restart of the server is survived.
 *
 * @param ask must do no harm when done twice: whether an answer that got lost took effect is not known.
 */
export async function outlast<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  let until = Infinity
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      until = Math.min(until, performance.now() + OUTAGE_MS)
      if (!isDatabaseAway(error) || performance.now() >= until) throw error
      await delay(PAUSE_MS)
    }
  }
}
