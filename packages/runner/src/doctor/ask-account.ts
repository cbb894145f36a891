import { hostname } from 'node:os'
import type { AirbnbInsightsClient, CallOptions, ClientEvent } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { openClientFor } from '../cli/open-client.ts'
import { formatQuantity } from '../output/format.ts'
import { askWithSession } from '../session/ask-with-session.ts'
import { checkClocks } from '../session/clock-error.ts'
import { HOSTS_ACCOUNT } from '../sync/account-without-listings.ts'
import { changedOperations, checkOperations } from './check-operations.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { type Finding, fine, worthALook } from './finding.ts'

/** Whether an account's session works, and with it whether the API knows the queries. */
export async function askAccount(
  store: Store,
  accountId: string,
  invocation: DoctorInvocation,
  { withQueries, calledAs }: { withQueries: boolean; calledAs: string },
): Promise<readonly Finding[]> {
  const events: ClientEvent[] = []
  const asked = await askWithSession(
    {
      store,
      accountId,
      network: invocation.settings.networkName,
      holder: `doctor ${hostname()} ${process.pid}`,
      openClient: (credentials) => openClientFor(invocation, credentials, (event) => events.push(event)),
    },
    async (client, options) => [
      await sessionFinding(client, calledAs, invocation, options),
      ...(withQueries ? await checkOperations(store, client, invocation) : []),
      ...(withQueries ? changedOperations(events) : []),
    ],
  )
  return asked.busy
    ? [worthALook('session', `${calledAs}: not asked, ${asked.holder} is using it`)]
    : asked.answer
}

async function sessionFinding(
  client: AirbnbInsightsClient,
  calledAs: string,
  { signal }: DoctorInvocation,
  { retry }: Pick<CallOptions, 'retry'>,
): Promise<Finding> {
  let api: Date | null = null
  const { listings } = await client.verifyCredentials({
    signal,
    retry,
    onEvent: (event) => {
      if (event.type === 'response') api = event.serverTime
    },
  })
  checkClocks({ machine: new Date(), database: null, api })
  if (listings === 0) return worthALook('session', `${calledAs}: works, but has no listings`, HOSTS_ACCOUNT)
  return fine('session', `${calledAs}: works, ${formatQuantity(listings, 'listing')}`)
}
