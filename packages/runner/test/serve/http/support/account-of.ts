import type { SimulatedAccount } from 'airbnb-insights-client/simulator'
import type { ServiceInUse } from './use-service.ts'

/** The n-th account of the service's simulator. */
export function simulatedAccount({ service }: ServiceInUse, index: number): SimulatedAccount {
  const account = service.simulator.accounts[index]
  if (account === undefined) throw new Error(`The simulator has no account ${index}.`)
  return account
}

/** What is posted to make it. */
export function accountFields({ accountId, credentials }: SimulatedAccount) {
  return {
    account_id: accountId,
    airbnb_cookie: credentials.cookie,
    x_airbnb_client_trace_id: credentials.clientTraceId,
    x_client_version: credentials.clientVersion,
    user_agent: credentials.userAgent,
  }
}

/** Makes the n-th account of the simulator through the API, and gives its id. */
export async function makeAccount(inUse: ServiceInUse, index: number): Promise<string> {
  const account = simulatedAccount(inUse, index)
  const answer = await inUse.api.post('/api/v1/accounts', accountFields(account))
  if (answer.status !== 201) throw new Error(`The account was not made: ${answer.text}`)
  return account.accountId
}
