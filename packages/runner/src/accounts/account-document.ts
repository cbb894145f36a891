import type { Account, SessionOutlook } from 'insights-store-timescale'
import { formatInstant } from '../output/format.ts'
import type { Tone } from '../output/style.ts'
import type { Column } from '../output/table.ts'
import { endText, isNearItsEnd } from './outlook-text.ts'

/** An account with the outlook of its session; null for one that was removed. */
export interface AccountWithOutlook extends Account {
  readonly session: SessionOutlook | null
}

/** Columns of `accounts list`. */
export const ACCOUNT_COLUMNS: readonly Column<AccountWithOutlook>[] = [
  { heading: 'Account', text: ({ accountId }) => accountId },
  { heading: 'Synced', text: accountState, tone: stateTone },
  {
    heading: 'Session',
    text: (account) => describeSession(account, new Date()),
    tone: sessionTone,
    shrinks: true,
  },
  { heading: 'Last complete sync', text: ({ lastSyncAt }) => formatInstant(lastSyncAt) },
]

/** Whether an account is synced, in a word. */
export function accountState({ isActive, deletedAt }: Account): 'enabled' | 'disabled' | 'removed' {
  if (deletedAt !== null) return 'removed'
  return isActive ? 'enabled' : 'disabled'
}

/** What is known of an account's session, in a few words. */
export function describeSession(
  { credentialStatus, credentialCheckedAt, session }: AccountWithOutlook,
  now: Date,
): string {
  if (credentialStatus === 'unknown') return 'not tried yet'
  const ending = session === null || credentialStatus === 'expired' ? null : endText(session, now)
  if (ending !== null) return `works, but ${ending}`
  const state = credentialStatus === 'ok' ? 'works' : 'expired'
  return `${state}, seen ${formatInstant(credentialCheckedAt)}`
}

/** How an account's cookie is kept. */
export function describeEncryption({ cookieKeyId }: Account): string {
  return cookieKeyId === null ? 'in plaintext' : `encrypted under the key ${cookieKeyId}`
}

function stateTone(account: Account): Tone {
  return accountState(account) === 'enabled' ? 'good' : 'quiet'
}

function sessionTone({ credentialStatus, session }: AccountWithOutlook): Tone {
  if (credentialStatus === 'ok') return session !== null && isNearItsEnd(session) ? 'warning' : 'good'
  return credentialStatus === 'expired' ? 'bad' : 'quiet'
}
