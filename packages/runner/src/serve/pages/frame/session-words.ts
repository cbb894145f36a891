import type { Account, SessionOutlook } from 'insights-store-timescale'
import { isNearItsEnd } from '../../../accounts/outlook-text.ts'

/** How an account and its session stand, in a few words, and whether somebody should look after that. */
export interface SessionWords {
  readonly text: string
  readonly tone: 'well' | 'ill' | 'even'
}

/** How an account and its session stand. */
export function sessionWords(
  { isActive, credentialStatus }: Pick<Account, 'isActive' | 'credentialStatus'>,
  outlook: SessionOutlook | undefined,
): SessionWords {
  if (!isActive) return { text: 'disabled', tone: 'even' }
  if (credentialStatus === 'expired') return { text: 'session expired', tone: 'ill' }
  if (credentialStatus === 'unknown') return { text: 'session not tried yet', tone: 'even' }
  if (outlook !== undefined && isNearItsEnd(outlook)) return { text: 'session ends soon', tone: 'ill' }
  return { text: 'session works', tone: 'well' }
}
