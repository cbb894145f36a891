import { type AirbnbInsightsClient, isAuthenticationError } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { describeError } from '../../cli/describe-error.ts'
import type { SiteCredentials } from '../../session/account-options.ts'
import { askWithSession } from '../../session/ask-with-session.ts'
import { isPausedError } from '../../session/paused-error.ts'

/** What one real request with an account's session said of it. */
export type CheckOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly message: string }
  /** It says nothing of the session: it is tried again, not before `notBefore` where that is known. */
  | { readonly kind: 'undecided'; readonly message: string; readonly notBefore: Date | null }

/** What a check takes. */
interface CheckOptions {
  readonly store: Store
  readonly network: string
  /** What others are told who want the account meanwhile. */
  readonly holder: string
  readonly createClient: (credentials: SiteCredentials) => AirbnbInsightsClient
  readonly signal: AbortSignal
}

/**
 * Tries an account's credentials with one real request. What comes of it is in the store afterwards, where the account's
 * page, notifications and `doctor` find it, so that no version of them is judged twice.
 */
export async function checkCredentials(
  accountId: string,
  { store, network, holder, createClient, signal }: CheckOptions,
): Promise<CheckOutcome> {
  try {
    const asked = await askWithSession(
      { store, accountId, network, holder, openClient: createClient },
      (client, { retry }) => client.verifyCredentials({ signal, retry }),
    )
    if (!asked.busy) return { kind: 'passed' }
    return { kind: 'undecided', message: `${asked.holder} is using the session`, notBefore: null }
  } catch (error) {
    const { message } = await describeError(error, { accountId })
    if (isAuthenticationError(error)) return { kind: 'failed', message }
    return { kind: 'undecided', message, notBefore: isPausedError(error) ? error.notBefore : null }
  }
}
