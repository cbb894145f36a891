import { accountIdFromCookie } from '../../account-id.ts'
import { parseCookies, SESSION_COOKIE_NAMES, sessionCookies } from '../../cookies.ts'
import { checkCredentials } from '../../credentials.ts'
import { type CredentialsFailure, InvalidCredentialsError } from '../../errors.ts'
import { airbnbSiteOf } from '../request/airbnb-site.ts'
import { COOKIE_FORMS, FORM_NAMES, WITHOUT_COOKIE } from '../request/copied-form.ts'
import type { CopiedRequest } from '../request/copied-request.ts'

/** The session in one request. */
export interface RequestSession {
  readonly accountId: string
  readonly cookie: string
  readonly clientVersion: string | null
  readonly userAgent: string | null
  readonly clientTraceId: string | null
  readonly baseUrl: string | null
}

/**
 * The session that a request was sent with.
 *
 * @throws `InvalidCredentialsError` where it has none; the message shows nothing of a cookie
 */
export function readSession(request: CopiedRequest): RequestSession {
  const { form, headers, cookie, fault } = request
  const baseUrl = siteAsked(request)
  if (fault !== null && (fault.reason !== 'no_cookie' || cookie === '')) throw fault
  if (cookie === '') refuse('no_cookie', WITHOUT_COOKIE[form])
  const session = sessionCookies(cookie)
  const where = COOKIE_FORMS.has(form) ? `The ${FORM_NAMES[form]}` : `The cookie of the ${FORM_NAMES[form]}`
  if (!parseCookies(session).get('_airbed_session_id')) {
    refuse(
      'no_session',
      `${where} holds no session (_airbed_session_id): copy it from a browser that is signed in`,
    )
  }
  refuseTwoSessions(request, where)
  if (idIn(session) === null) {
    refuse(
      'no_account_id',
      `${where} holds no account id (_user_attributes): copy all cookies of a browser that is signed in`,
    )
  }
  const clientVersion = headers.get('x-client-version') || null
  const userAgent = headers.get('user-agent') || null
  const checked = checkCredentials({
    cookie: session,
    // What a form does not hold is not refused here: whoever stores it may know it.
    clientVersion: clientVersion ?? 'unknown',
    userAgent: userAgent ?? 'unknown',
    clientTraceId: headers.get('x-airbnb-client-trace-id') ?? null,
  })
  return {
    ...checked,
    cookie: session,
    clientVersion: clientVersion === null ? null : checked.clientVersion,
    userAgent: userAgent === null ? null : checked.userAgent,
    baseUrl,
  }
}

/** The host that a request asks, where it can be shown: what a broken text makes of a cookie is not taken for one. */
export function hostOf({ url }: Pick<CopiedRequest, 'url'>): string | null {
  const host = url === null ? undefined : URL.parse(url)?.hostname
  return host !== undefined && /^(?=.{1,100}$)[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(host) ? host : null
}

function siteAsked(request: CopiedRequest): string | null {
  const { url, form } = request
  const what = `The ${FORM_NAMES[form]}`
  if (url === null) {
    if (form === 'headers' || COOKIE_FORMS.has(form)) return null
    refuse('unreadable', `${what} names no URL: copy all of it`)
  }
  const parsed = URL.parse(url)
  if (parsed === null) refuse('other_site', `The URL of the ${FORM_NAMES[form]} cannot be read`)
  const site = airbnbSiteOf(parsed.hostname)
  if (site === null) {
    refuse('other_site', `${what} asks ${hostOf(request) ?? 'another site'}, which is no site of Airbnb's`)
  }
  if (parsed.protocol !== 'https:') {
    refuse('other_site', `${what} asks ${parsed.hostname} without encryption instead of over https`)
  }
  return site
}

/** The cookies that a browser never sends twice. */
const TELLING = new Set(['_airbed_session_id', '_user_attributes'])

/**
 * Where a line break or a quote was lost, two accounts' cookies run into each other. In a request as a browser sent it,
 * others than the telling ones may stand twice, set for the site and for the host.
 */
function refuseTwoSessions({ cookie, form }: CopiedRequest, where: string): void {
  const names = COOKIE_FORMS.has(form) || form === 'headers' ? SESSION_COOKIE_NAMES : TELLING
  const values = new Map<string, string>()
  for (const part of cookie.split(';')) {
    const [name = '', value = ''] = part.trim().split(/=(.*)/s)
    const before = values.get(name)
    if (!names.has(name)) continue
    values.set(name, value)
    if (before === undefined || before === value) continue
    if (name === '_user_attributes' && idIn(`${name}=${before}`) === idIn(`${name}=${value}`)) continue
    refuse(
      'unreadable',
      `${where} holds two sessions: copy it anew, and give those of two accounts one by one`,
    )
  }
}

function idIn(cookie: string): string | null {
  try {
    return accountIdFromCookie(cookie)
  } catch {
    return null
  }
}

function refuse(reason: CredentialsFailure, message: string): never {
  throw new InvalidCredentialsError(message, { reason })
}
