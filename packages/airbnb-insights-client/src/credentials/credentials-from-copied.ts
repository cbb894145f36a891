import type { LearnedRequests } from 'insights-transform'
import { DEFAULT_BASE_URL } from '../build-headers.ts'
import { concealing } from '../concealing.ts'
import { type CheckedCredentials, checkCredentials } from '../credentials.ts'
import { InvalidCredentialsError } from '../errors.ts'
import { FORM_NAMES } from './request/copied-form.ts'
import type { CopiedSession } from './session/session-collector.ts'
import { copiedForm, sessionsFromCopied } from './sessions-from-copied.ts'

/** `Credentials` from a copied request, whole and checked. */
export interface CopiedCredentials extends CheckedCredentials {
  /** The site that was asked, such as `https://www.airbnb.com.au`, or else `https://www.airbnb.com`: the client's option `baseUrl`. */
  readonly baseUrl: string
  /** What the requests say of the API: the client's options `operations`, `webKey`, `locale` and `currency`. */
  readonly learned: LearnedRequests
}

/** What a copied text need not hold. */
export interface CopiedCredentialsOptions {
  /**
   * Whose session to take where there are several.
   *
   * @defaultValue none: several are refused
   */
  readonly accountId?: string
  /**
   * `X-Client-Version` for a form that holds none, such as a cookie alone.
   *
   * @defaultValue none: such a form is refused
   */
  readonly clientVersion?: string
  /**
   * `User-Agent` for a form that holds none.
   *
   * @defaultValue none: such a form is refused
   */
  readonly userAgent?: string
}

/**
 * Makes credentials of whatever a browser can copy, as {@link sessionsFromCopied} takes it. Only the session's cookies are
 * kept.
 *
 * @returns credentials for the client; `JSON.stringify` and `console.log` show them without the cookie
 * @throws `InvalidCredentialsError` as {@link sessionsFromCopied} does, for requests of several accounts, and with `reason`
 *   `no_client_version` or `no_user_agent` for a form that does not hold it where the options do not either
 */
export function credentialsFromCopied(
  copied: string,
  options: CopiedCredentialsOptions = {},
): CopiedCredentials {
  const session = sessionOfOne(copied, options.accountId)
  const { learned, baseUrl } = session
  const clientVersion = session.clientVersion ?? options.clientVersion
  const userAgent = session.userAgent ?? options.userAgent
  if (clientVersion === undefined) refuseWithout('no_client_version', 'X-Client-Version', copied)
  if (userAgent === undefined) refuseWithout('no_user_agent', 'User-Agent', copied)
  const { cookie, clientTraceId, accountId } = session
  const checked = checkCredentials({ cookie, clientTraceId, accountId, clientVersion, userAgent })
  return concealing({ ...checked, baseUrl: baseUrl ?? DEFAULT_BASE_URL, learned }, ['cookie'])
}

function sessionOfOne(copied: string, accountId: string | undefined): CopiedSession {
  const { sessions } = sessionsFromCopied(copied)
  const asked = sessions.find((session) => session.accountId === accountId)
  const [only, ...others] = sessions
  if (asked !== undefined) return asked
  if (only !== undefined && others.length === 0) return only
  throw new InvalidCredentialsError(
    `The requests are of ${String(sessions.length)} accounts: ${sessions.map((one) => one.accountId).join(', ')}. Give those of one`,
    { reason: 'several_accounts' },
  )
}

function refuseWithout(reason: 'no_client_version' | 'no_user_agent', header: string, copied: string): never {
  const what = FORM_NAMES[copiedForm(copied) ?? 'headers']
  throw new InvalidCredentialsError(
    `The ${what} holds no ${header}: copy a request to /api/v3/… of a Performance page as cURL, or give it beside`,
    { reason },
  )
}
