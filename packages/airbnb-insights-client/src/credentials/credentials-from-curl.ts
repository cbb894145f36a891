import { InvalidCredentialsError } from '../errors.ts'
import { type CurlCredentials, sessionsFromCurl } from './sessions-from-curl.ts'

/**
 * Makes credentials of what a browser's network panel gives for a request of the Performance pages: "Copy as cURL", also
 * several commands of one account at once ("Copy all as cURL"). Only the session's cookies are kept.
 *
 * @param copied - the text, as {@link sessionsFromCurl} takes it
 * @returns credentials for the client; `JSON.stringify` and `console.log` show them without the cookie
 * @throws `InvalidCredentialsError` as {@link sessionsFromCurl} does, and for commands of several accounts
 */
export function credentialsFromCurl(copied: string): CurlCredentials {
  const { sessions } = sessionsFromCurl(copied)
  const [session, ...others] = sessions
  if (session === undefined || others.length > 0) {
    const ids = sessions.map(({ accountId }) => accountId).join(', ')
    throw new InvalidCredentialsError(
      `The cURL commands are of ${String(sessions.length)} accounts: ${ids}. Give those of one`,
      { reason: 'several_accounts' },
    )
  }
  return session
}
