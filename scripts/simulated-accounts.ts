import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SimulatedAccount } from 'airbnb-insights-client/simulator'

/**
 * Writes each simulated account as a body for `POST /api/v1/accounts`, so that nobody has to type a cookie:
 *
 *   curl --json @FOLDER/210000001.json http://127.0.0.1:8000/api/v1/accounts
 *
 * @returns the paths of the files.
 */
export function writeSimulatedAccounts(folder: string, accounts: readonly SimulatedAccount[]): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return accounts.map(({ accountId, credentials }) => {
    const body = {
      account_id: accountId,
      airbnb_cookie: credentials.cookie,
      x_airbnb_client_trace_id: credentials.clientTraceId,
      x_client_version: credentials.clientVersion,
      user_agent: credentials.userAgent,
    }
    const path = join(folder, `${accountId}.json`)
    writeFileSync(path, `${JSON.stringify(body, undefined, 2)}\n`, { mode: 0o600 })
    return path
  })
}
