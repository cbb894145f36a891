import type { BlockedReason } from '../../errors.ts'
import { type Answer, htmlAnswer, jsonAnswer } from './answer.ts'

/** How something in between shows itself. */
export type BlockedShape =
  /** HTTP 403 and a bot wall's page. */
  | 'access_denied'
  /** HTTP 403 and JSON that leads to a captcha. */
  | 'captcha_challenge'
  /** HTTP 200 and JSON that has a captcha started. */
  | 'captcha_script'
  /** HTTP 200 and a page that asks for a human. */
  | 'interstitial'
  /** HTTP 200 and a hotel's page to sign in to its network on. */
  | 'captive_page'
  /** HTTP 302 to a page of the network's. */
  | 'captive_redirect'
  /** HTTP 511: the network wants a sign-in. */
  | 'network_authentication'
  /** HTTP 200 and Airbnb's page for a time of maintenance, with a link to log in. */
  | 'maintenance_page'
  /** HTTP 503 and that page. */
  | 'maintenance_unavailable'
  /** HTTP 403 and the page of a company's proxy. */
  | 'proxy_page'
  /** HTTP 407: a proxy wants a password. */
  | 'proxy_authentication'
  /** HTTP 405 without a word. */
  | 'method_not_allowed'
  /** HTTP 420. */
  | 'enhance_your_calm'
  /** HTTP 451 without a word. */
  | 'legal_reasons'
  /** HTTP 403 without a word. */
  | 'forbidden_without_words'
  /** HTTP 200 without a word. */
  | 'nothing'

/** Every way in which something in between shows itself, and who it is. */
export const BLOCKED_SHAPES: Readonly<Record<BlockedShape, BlockedReason>> = {
  access_denied: 'bot_wall',
  captcha_challenge: 'captcha',
  captcha_script: 'captcha',
  interstitial: 'captcha',
  captive_page: 'captive_portal',
  captive_redirect: 'captive_portal',
  network_authentication: 'captive_portal',
  maintenance_page: 'maintenance',
  maintenance_unavailable: 'maintenance',
  proxy_page: 'proxy',
  proxy_authentication: 'proxy',
  method_not_allowed: 'bot_wall',
  enhance_your_calm: 'bot_wall',
  legal_reasons: 'bot_wall',
  forbidden_without_words: 'unclear',
  nothing: 'unclear',
}

/** What a blocked answer looks like. */
export interface BlockedOptions {
  /** @defaultValue 'access_denied' */
  as?: BlockedShape
  /** The header `Retry-After`: seconds, or an HTTP date as text. @defaultValue none */
  retryAfter?: number | string
}

/** The answer of something that stands between the client and the API, and has not looked at the session. */
export function blocked({ as = 'access_denied', retryAfter }: BlockedOptions = {}): Answer {
  const answer = ANSWERS[as]
  if (retryAfter === undefined) return answer
  return { ...answer, headers: [...answer.headers, ['Retry-After', String(retryAfter)]] }
}

/** A redirect of the API to the country's site that the account belongs to. @defaultValue `site`: Germany's */
export function otherSite({ site = 'https://www.airbnb.de' }: { site?: string } = {}): Answer {
  return { status: 302, headers: [['Location', `${site}/api/v3/`]], body: '' }
}

const page = (title: string, body: string): string =>
  `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`

const MAINTENANCE = page(
  'Airbnb',
  '<nav><a href="/">Home</a><a href="/login">Log in</a></nav><h1>We are down for maintenance</h1>',
)

const ANSWERS: Readonly<Record<BlockedShape, Answer>> = {
  access_denied: htmlAnswer(
    page('Access Denied', "<h1>Access Denied</h1>You don't have permission. Reference #18.4f0c1002"),
    403,
  ),
  captcha_challenge: jsonAnswer({ url: 'https://captcha.example/challenge/?cid=7' }, 403),
  captcha_script: jsonAnswer({ appId: 'PXsim', jsClientSrc: '/init.js', blockScript: '/captcha.js' }),
  interstitial: htmlAnswer(page('One moment', 'Please verify you are a human to go on.')),
  captive_page: htmlAnswer(
    page(
      'Seaview Hotel',
      'Guest WiFi: sign in to continue<form action="/login"><input type="password" name="room"></form>',
    ),
  ),
  captive_redirect: { status: 302, headers: [['Location', 'http://portal.example/login?from=x']], body: '' },
  network_authentication: { status: 511, headers: [], body: '' },
  maintenance_page: htmlAnswer(MAINTENANCE),
  maintenance_unavailable: htmlAnswer(MAINTENANCE, 503),
  proxy_page: htmlAnswer(
    page(
      'Blocked',
      'This address is blocked by the web filter, by policy of your company. Sign in to request access.',
    ),
    403,
  ),
  proxy_authentication: { status: 407, headers: [['Proxy-Authenticate', 'Basic realm="proxy"']], body: '' },
  method_not_allowed: { status: 405, headers: [], body: '' },
  enhance_your_calm: { status: 420, headers: [], body: 'Enhance your calm' },
  legal_reasons: { status: 451, headers: [], body: '' },
  forbidden_without_words: { status: 403, headers: [], body: '' },
  nothing: { status: 200, headers: [], body: '' },
}
