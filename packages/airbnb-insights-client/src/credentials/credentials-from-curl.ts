import { concealing } from '../concealing.ts'
import { sessionCookies } from '../cookies.ts'
import { type CheckedCredentials, checkCredentials } from '../credentials.ts'
import { InvalidCredentialsError } from '../errors.ts'
import { curlArguments } from './curl/curl-arguments.ts'
import { requestOfCurl } from './curl/curl-request.ts'

/** {@link Credentials} from a cURL command, whole and checked. */
export interface CurlCredentials extends CheckedCredentials {
  /** The site that the command asks, such as `https://www.airbnb.com.au`: the client's option `baseUrl`. */
  readonly baseUrl: string
}

/**
 * Makes credentials of what a browser's network panel gives for a request of the Performance pages: "Copy as cURL
 * (bash)" or "(cmd)". Only the session's cookies are kept.
 *
 * @param command - the whole command, over several lines or one
 * @returns credentials for the client; `JSON.stringify` and `console.log` show them without the cookie
 * @throws `InvalidCredentialsError` for PowerShell and whatever is no cURL command, for a command that asks
 *   another site than Airbnb, and for one without session, account id, `X-Client-Version` or `User-Agent`
 */
export function credentialsFromCurl(command: string): CurlCredentials {
  const { url, headers, cookie } = requestOfCurl(curlArguments(command))
  const baseUrl = airbnbSite(url)
  if (cookie === '') {
    refuse('no_cookie', 'The cURL command sends no cookie: copy a request of a signed-in browser')
  }
  const clientVersion = headers.get('x-client-version')
  if (!clientVersion) {
    refuse(
      'no_client_version',
      'The cURL command sends no X-Client-Version: copy a request to /api/v3/… of a Performance page',
    )
  }
  const userAgent = headers.get('user-agent')
  if (!userAgent) refuse('no_user_agent', 'The cURL command sends no User-Agent')
  const credentials = checkCredentials({
    cookie: sessionCookies(cookie),
    clientVersion,
    userAgent,
    clientTraceId: headers.get('x-airbnb-client-trace-id') ?? null,
  })
  return concealing({ ...credentials, baseUrl }, ['cookie'])
}

/** `airbnb.com`, `airbnb.cat`, and the country sites: `airbnb.de`, `airbnb.co.uk`, `airbnb.com.au`. */
const AIRBNB_HOST = /^(?:[a-z0-9-]+\.)*(airbnb\.(?:com|cat|[a-z]{2}|com?\.[a-z]{2}))$/

function airbnbSite(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null) refuse('other_site', 'The URL of the cURL command cannot be read')
  const site = AIRBNB_HOST.exec(parsed.hostname)?.[1]
  if (site === undefined) {
    refuse('other_site', `The cURL command asks ${parsed.hostname}, which is no site of Airbnb's`)
  }
  if (parsed.protocol !== 'https:') {
    refuse(
      'other_site',
      `The cURL command asks ${site} over ${parsed.protocol.replace(':', '')} instead of https`,
    )
  }
  return `https://www.${site}`
}

function refuse(reason: InvalidCredentialsError['reason'], message: string): never {
  throw new InvalidCredentialsError(message, { reason })
}
