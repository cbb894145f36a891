import type { NotificationState } from 'insights-store-timescale'
import { formatDuration, formatInstant } from '../../output/format.ts'
import type { EventContent } from '../message/content.ts'
import { strangersText } from '../message/strangers-text.ts'

/** What is well again, by topic, for an account. */
const WELL: Readonly<Record<string, (account: string) => string>> = {
  session: (account) => `Well again: the session of ${account} works`,
  run: (account) => `Well again: ${account} was synced`,
  listings: (account) => `Well again: the listings of ${account} that failed are read`,
  freshness: (account) => `Well again: new numbers of ${account} have come in`,
  blocked: () => 'Well again: Airbnb can be reached',
  database: () => 'Well again: the database answers and takes rows',
}

/** That something which a human was told of is over. */
export function endedEvent(state: NotificationState, name: string | null, now: Date): EventContent {
  const { accountId, topic, title, since, openedAt } = state
  const accountName = name === null ? null : strangersText(name)
  const account = accountName === null ? `account ${accountId}` : `account ${accountName} (${accountId})`
  const from = since ?? openedAt
  return {
    account_id: accountId === '' ? null : accountId,
    account_name: accountName,
    title: WELL[topic]?.(account) ?? `Well again: ${title}`,
    text: `It was so from ${formatInstant(from)} on, for ${formatDuration(Math.max(0, now.getTime() - from.getTime()))}. There is nothing more to do.`,
    action: null,
    since: since?.toISOString() ?? null,
    details: {},
  }
}
