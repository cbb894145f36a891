import type { Account } from 'insights-store-timescale'
import { formatInstant } from '../output/format.ts'
import type { Tone } from '../output/style.ts'
import type { Column } from '../output/table.ts'

/** Columns of `accounts list`. */
export const ACCOUNT_COLUMNS: readonly Column<Account>[] = [
  { heading: 'Account', text: ({ accountId }) => accountId },
  { heading: 'Synced', text: accountState, tone: stateTone },
  { heading: 'Session', text: describeSession, tone: sessionTone, shrinks: true },
  { heading: 'Last complete sync', text: ({ lastSyncAt }) => formatInstant(lastSyncAt) },
]

/** Whether an account is synced, in a word. */
export function accountState({ isActive, deletedAt }: Account): 'enabled' | 'disabled' | 'removed' {
  if (deletedAt !== null) return 'removed'
  return isActive ? 'enabled' : 'disabled'
}

/** What is known of an account's session, in a few words. */
export function describeSession({ credentialStatus, credentialCheckedAt }: Account): string {
  if (credentialStatus === 'unknown') return 'not tried yet'
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

function sessionTone({ credentialStatus }: Account): Tone {
  if (credentialStatus === 'ok') return 'good'
  return credentialStatus === 'expired' ? 'bad' : 'quiet'
}
