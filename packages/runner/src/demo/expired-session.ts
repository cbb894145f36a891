import { credentialsFromCopied } from 'airbnb-insights-client/credentials'
import { formatQuantity } from '../output/format.ts'
import type { DemoStage } from './demo-stage.ts'
import { type DemoSync, reportOf } from './demo-sync.ts'
import { EXPIRED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** The expired session: found out by one request, and kept in mind. */
export async function checkExpired({ store }: DemoStage, sync: DemoSync): Promise<ScriptedEvent> {
  const asked = requestsOf(sync)
  const account = await store.accounts.get(EXPIRED_ACCOUNT)
  return {
    event: 'expired_session',
    title: 'An expired session',
    happened:
      asked === 1 &&
      reportOf(sync, EXPIRED_ACCOUNT).outcome.status === 'auth_failed' &&
      account?.credentialStatus === 'expired',
    story: `Account ${EXPIRED_ACCOUNT} was sent to the login page. After ${formatQuantity(asked, 'request')} it was marked as expired and left alone, for knocking on with a dead session draws attention; the other accounts went on. A sync that hides this is how hosts lose weeks of data.`,
  }
}

/** The day after: still reported, and not even asked. */
export function checkStillExpired(sync: DemoSync): ScriptedEvent {
  const asked = requestsOf(sync)
  return {
    event: 'expired_session_not_asked',
    title: 'The expired session is still reported, and not asked',
    happened: asked === 0 && reportOf(sync, EXPIRED_ACCOUNT).outcome.status === 'auth_failed',
    story: `Account ${EXPIRED_ACCOUNT} was sent ${formatQuantity(asked, 'request')} today, and stands in the results until it has a new session.`,
  }
}

/** With the new session, everything that was missed; of the young listing, the days since it is there. */
export async function checkRenewed({ store, simulator }: DemoStage, sync: DemoSync): Promise<ScriptedEvent> {
  const { run, outcome } = reportOf(sync, EXPIRED_ACCOUNT)
  const { listings } = simulator.accounts.find(({ accountId }) => accountId === EXPIRED_ACCOUNT) ?? {
    listings: [],
  }
  const young = listings.find(({ firstNight }) => firstNight !== null)
  const days = await store.metrics.latest({ accountId: EXPIRED_ACCOUNT, listingId: young?.listingId ?? '' })
  const firstNight = days[0]?.metric_date
  return {
    event: 'session_renewed',
    title: 'The new session works',
    happened:
      outcome.status === 'succeeded' &&
      run?.listingsSucceeded === listings.length &&
      firstNight !== undefined &&
      firstNight === young?.firstNight,
    story: `All ${formatQuantity(run?.listingsTotal ?? 0, 'listing')} of account ${EXPIRED_ACCOUNT} are there, as far back as the API goes: what an expired session missed is not lost while it can still be asked for. (${young?.internalName ?? 'One of them'} is younger than that, and begins on ${firstNight ?? '–'}.)`,
  }
}

/** The host signs in again, copies a request as cURL from the browser, and it is imported as `accounts update` does. */
export async function renewSession({ store, simulator, invocation }: DemoStage): Promise<void> {
  const renewed = simulator.renewSession(EXPIRED_ACCOUNT)
  invocation.context.redactor.addCookie(renewed.cookie)
  const copied = [
    "curl 'https://www.airbnb.com/api/v3/ListingsSectionQuery' -X POST",
    `-H 'Cookie: ${renewed.cookie}'`,
    `-H 'User-Agent: ${renewed.userAgent}'`,
    `-H 'X-Client-Version: ${renewed.clientVersion}'`,
  ].join(' \\\n  ')
  const { cookie, clientVersion, userAgent } = credentialsFromCopied(copied)
  await store.accounts.update(EXPIRED_ACCOUNT, { cookie, clientVersion, userAgent })
}

function requestsOf({ requests }: DemoSync): number {
  return requests.filter(({ accountId }) => accountId === EXPIRED_ACCOUNT).length
}
