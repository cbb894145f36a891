import { concealing } from '../concealing.ts'
import { sessionCookies } from '../cookies.ts'
import { type CheckedCredentials, checkCredentials } from '../credentials.ts'
import { type CredentialsFailure, InvalidCredentialsError, isInvalidCredentialsError } from '../errors.ts'
import { airbnbSiteOf } from './airbnb-site.ts'
import { commandTexts } from './curl/command-texts.ts'
import { commandWords } from './curl/command-words.ts'
import { type CurlRequest, requestsOfCurl } from './curl/curl-request.ts'
import { decodeCopied } from './curl/decode-copied.ts'
import { describeOtherForm, isData } from './curl/other-form.ts'

/** `Credentials` from a cURL command, whole and checked. */
export interface CurlCredentials extends CheckedCredentials {
  /** The site that the command asks, such as `https://www.airbnb.com.au`: the client's option `baseUrl`. */
  readonly baseUrl: string
}

/** What the cURL commands in a text hold. */
export interface CurlSessions {
  /** One for each account, at least one: that of its last command. */
  readonly sessions: readonly CurlCredentials[]
  /** The requests that hold no session of a host, in their order. */
  readonly leftOut: readonly LeftOutRequest[]
}

/** A request that no session was taken from. */
export interface LeftOutRequest {
  /** Whom it asks; `null` where that cannot be told. */
  readonly host: string | null
  /** Why: `other_site`, or what is missing of a request to Airbnb. */
  readonly reason: CredentialsFailure
}

/**
 * Finds the sessions in cURL commands as people paste them: one or many, as browsers copy them for bash, cmd or
 * PowerShell, or as they come out of a terminal, a mail, a chat or a page. Each command is read by itself, so that no
 * session is made of parts of two.
 *
 * @param copied - the whole text
 * @returns credentials for clients; `JSON.stringify` and `console.log` show them without the cookies
 * @throws `InvalidCredentialsError` where there is no session in it, or a command breaks off. Its message says what the
 *   text is, what is missing and what to do, and shows nothing of a cookie
 */
export function sessionsFromCurl(copied: string): CurlSessions {
  const text = decodeCopied(copied)
  const commands = isData(text) ? [] : commandTexts(text)
  if (commands.length === 0) refuse('not_curl', describeOtherForm(text))
  const readings = commands.flatMap((command, index) =>
    readCommand(
      command,
      commands.length === 1 ? '' : `Command ${String(index + 1)} of ${String(commands.length)}: `,
    ),
  )
  const sessions = new Map<string, CurlCredentials>()
  for (const { session } of readings) if (session !== null) sessions.set(session.accountId, session)
  const failures = readings.flatMap(({ host, failure }) => (failure === null ? [] : [{ host, failure }]))
  if (sessions.size === 0) throw nearestOf(failures)
  return {
    sessions: Array.from(sessions.values()),
    leftOut: failures.map(({ host, failure }) => ({ host, reason: failure.reason })),
  }
}

/** What one request came to. */
interface Reading {
  readonly host: string | null
  readonly session: CurlCredentials | null
  readonly failure: InvalidCredentialsError | null
}

/** @param which - goes before what is wrong where the whole text is refused for it */
function readCommand(command: string, which: string): Reading[] {
  if (/\s-(?:Headers|WebSession|UseBasicParsing|Uri)\b/i.test(command) && !/\s-H\s/.test(command)) {
    refuse('not_curl', describeOtherForm('Invoke-WebRequest'))
  }
  const { words, whole } = commandWords(command)
  return requestsOfCurl(words.slice(1)).map((request) => {
    const host = hostOf(request.url)
    const isAirbnbs = host === null || airbnbSiteOf(host) !== null
    // Of a request to somebody else nothing is needed, and of one to Airbnb nothing may be lost in silence.
    if (isAirbnbs && !whole) {
      refuse('unreadable_curl', `${which}The cURL command breaks off within quotes: copy all of it`)
    }
    if (isAirbnbs && request.fault?.reason === 'bad_header_value') {
      refuse('bad_header_value', `${which}${request.fault.message}`)
    }
    try {
      return { host, session: sessionOf(request), failure: null }
    } catch (error) {
      if (!isInvalidCredentialsError(error)) throw error
      return { host, session: null, failure: error }
    }
  })
}

function sessionOf({ url, headers, cookie, fault }: CurlRequest): CurlCredentials {
  const baseUrl = siteAsked(url)
  if (fault !== null && (fault.reason !== 'no_cookie' || cookie === '')) throw fault
  if (cookie === '') {
    refuse(
      'no_cookie',
      'The cURL command sends no cookie: the browser left it out. Reload the page with the network panel open and copy ' +
        'a request to /api/v3/… anew, with sensitive data where the browser offers to, or add the Cookie line that the ' +
        'panel shows under its request headers: -H "cookie: …"',
    )
  }
  const session = sessionCookies(cookie)
  if (session === '') {
    refuse(
      'no_session',
      'The cookie of the cURL command holds no session (_airbed_session_id): copy it from a browser that is signed in',
    )
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
    cookie: session,
    clientVersion,
    userAgent,
    clientTraceId: headers.get('x-airbnb-client-trace-id') ?? null,
  })
  return concealing({ ...credentials, baseUrl }, ['cookie'])
}

function siteAsked(url: string | null): string {
  if (url === null) refuse('unreadable_curl', 'The cURL command names no URL: copy all of it')
  const parsed = URL.parse(url)
  if (parsed === null) refuse('other_site', 'The URL of the cURL command cannot be read')
  const site = airbnbSiteOf(parsed.hostname)
  if (site === null) {
    refuse(
      'other_site',
      `The cURL command asks ${hostOf(url) ?? 'another site'}, which is no site of Airbnb's`,
    )
  }
  if (parsed.protocol !== 'https:') {
    refuse('other_site', `The cURL command asks ${parsed.hostname} without encryption instead of over https`)
  }
  return site
}

/** The host, where it can be shown: what a broken command makes of a cookie is not taken for one. */
function hostOf(url: string | null): string | null {
  const host = url === null ? undefined : URL.parse(url)?.hostname
  return host !== undefined && /^(?=.{1,100}$)[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(host) ? host : null
}

/** What is missing, the more of a session is there the later. */
const NEARNESS: readonly CredentialsFailure[] = [
  'other_site',
  'unreadable_curl',
  'no_cookie',
  'no_client_version',
  'no_user_agent',
  'bad_header_value',
  'no_session',
  'no_account_id',
]

function nearestOf(
  failures: readonly { host: string | null; failure: InvalidCredentialsError }[],
): InvalidCredentialsError {
  const [nearest] = failures.toSorted(
    (left, right) => NEARNESS.indexOf(right.failure.reason) - NEARNESS.indexOf(left.failure.reason),
  )
  if (nearest === undefined) refuse('not_curl', describeOtherForm(''))
  const { failure } = nearest
  if (failures.length === 1) return failure
  const count = `None of the ${String(failures.length)} cURL commands`
  const hosts = Array.from(new Set(failures.map(({ host }) => host ?? 'a site that cannot be told')))
  const shown = hosts.length > 3 ? [...hosts.slice(0, 3), `${String(hosts.length - 3)} more`] : hosts
  const message =
    failure.reason === 'other_site'
      ? `${count} asks Airbnb: they ask ${shown.join(', ')}`
      : `${count} can be used. ${failure.message}`
  return new InvalidCredentialsError(message, { reason: failure.reason })
}

function refuse(reason: CredentialsFailure, message: string): never {
  throw new InvalidCredentialsError(message, { reason })
}
