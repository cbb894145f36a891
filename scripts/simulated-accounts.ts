import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SimulatedAccount } from 'airbnb-insights-client/simulator'
import { curlCommand } from './copied-request.ts'

/** The files of one simulated account, so that nobody has to type a cookie. */
interface AccountFiles {
  /** What a browser's "Copy as cURL" gives: `airbnb-insights accounts add --from FILE`. */
  readonly request: string
  /** A body for `POST /api/v1/accounts`: `curl --json @FILE http://127.0.0.1:8000/api/v1/accounts`. */
  readonly body: string
}

/** Writes the files of each account into a folder that only its owner can read; gives their paths. */
export function writeSimulatedAccounts(
  folder: string,
  accounts: readonly SimulatedAccount[],
): AccountFiles[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return accounts.map(({ accountId, credentials }) => {
    const body = {
      account_id: accountId,
      airbnb_cookie: credentials.cookie,
      x_airbnb_client_trace_id: credentials.clientTraceId,
      x_client_version: credentials.clientVersion,
      user_agent: credentials.userAgent,
    }
    const write = (ending: string, text: string): string => {
      const path = join(folder, `${accountId}.${ending}`)
      writeFileSync(path, `${text}\n`, { mode: 0o600 })
      return path
    }
    return {
      request: write('txt', curlCommand(credentials)),
      body: write('json', JSON.stringify(body, undefined, 2)),
    }
  })
}
