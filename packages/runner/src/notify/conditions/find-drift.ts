import type { AccountFacts } from 'insights-store-timescale'
import { formatQuantity } from '../../output/format.ts'
import { strangersText } from '../message/strangers-text.ts'
import type { Condition } from './condition.ts'

/** What notes and errors of runs that speak of a changed API are called. */
const MEANINGS: Readonly<Record<string, string>> = {
  meaning_changed: 'Numbers no longer add up as they always did',
  lists_differ: 'Charts and lists of metrics say different things',
  canary_refused: 'Lists of metrics could not be compared with the charts',
  stale_operation: 'Airbnb no longer knows one of the queries',
  stale_web_key: 'Airbnb no longer takes the API key of its own website',
  response_shape: 'An answer has another shape than it had',
  unexpected_days: 'Answers are about other days than they were asked for',
  base_day_out_of_range: 'Answers are about other days than they were asked for',
}

/** What the drift of answers is called after; metrics that are not known are stored, and there is nothing to do. */
const DRIFT = /^drift_(?!metric$)/

/**
 * What the newest runs say of the API. That concerns no single account: fifty that meet the same are one message, once,
 * with how many and an example.
 */
export function findDrift(accounts: readonly AccountFacts[]): Condition[] {
  const found = new Map<string, { message: string; accounts: Set<string> }>()
  for (const { accountId, run } of accounts) {
    for (const { code, message } of [...(run?.notes ?? []), ...(run?.error ? [run.error] : [])]) {
      if (!DRIFT.test(code) && !Object.hasOwn(MEANINGS, code)) continue
      const seen = found.get(code) ?? { message, accounts: new Set() }
      seen.accounts.add(accountId)
      found.set(code, seen)
    }
  }
  return [...found].map(([code, { message, accounts: met }]) => ({
    topic: 'api',
    accountId: '',
    subject: code,
    accountName: null,
    code: 'api_drift',
    fingerprint: code,
    since: null,
    title: MEANINGS[code] ?? 'Answers of the API are not what they were',
    text: `Seen in the newest run of ${formatQuantity(met.size, 'account')}, for example: ${strangersText(message, 500)}`,
    action: 'airbnb-insights doctor',
    details: { note: code, accounts: met.size },
  }))
}
