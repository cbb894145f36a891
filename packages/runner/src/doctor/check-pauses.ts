import type { Store } from 'insights-store-timescale'
import { formatInstant } from '../output/format.ts'
import { blockedWayOut, blockerNamed } from '../session/blocker-words.ts'
import { type Finding, worthALook } from './finding.ts'

/** What stands between this database's networks and Airbnb; silent where nothing does. */
export async function* checkPauses(store: Store): AsyncGenerator<Finding> {
  for (const { network, site, accountId, reason, since, nextProbeAt } of await store.pauses.list()) {
    const who =
      accountId === null ? `nobody of the network ${network} asks` : `account ${accountId} does not ask`
    yield worthALook(
      'pause',
      `${who} ${site} since ${formatInstant(since)}: ${blockerNamed(reason)} answered. One request tries again after ` +
        `${formatInstant(nextProbeAt)}; no session was judged`,
      blockedWayOut(reason),
    )
  }
}
