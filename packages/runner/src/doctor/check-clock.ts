import type { Store } from 'insights-store-timescale'
import { formatInstant } from '../output/format.ts'
import { checkClocks } from '../session/clock-error.ts'
import { type Finding, fine } from './finding.ts'

/** Whether this machine's clock, which scrape days are by, agrees with the database's. */
export async function* checkClock(store: Store): AsyncGenerator<Finding> {
  const machine = new Date()
  checkClocks({ machine, database: await store.clock(), api: null })
  yield fine('clock', `${formatInstant(machine)}, as the database has it`)
}
