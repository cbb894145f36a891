import type { PlannedAccount } from './account-plan.ts'
import { cookiesOf, type IncomingRequest } from './incoming-request.ts'
import { performancePage } from './performance-page.ts'
import { type Answer, htmlAnswer } from './responses/answer.ts'
import { checkSession } from './session-check.ts'
import { homePage, secondFactorPage, signInPage } from './sign-in-pages.ts'
import type { SimulatedCredentials } from './simulated-credentials.ts'
import { simulatedSignIn } from './simulated-sign-in.ts'
import { anonymousCookies, sessionCookiesOf } from './visitor-cookies.ts'
import type { AccountState, World } from './world.ts'

/** The parts of a simulation that the website is made of. */
interface WebsiteOptions {
  readonly planned: readonly PlannedAccount[]
  readonly world: () => World
  /** The account's session, begun anew where it had ended. */
  readonly signIn: (accountId: string) => SimulatedCredentials
}

/** Somebody who gave the right password and has not got the session's cookies yet. */
interface PendingSignIn {
  readonly account: PlannedAccount
  readonly confirmed: boolean
}

/**
 * The pages beside the API: signing in with its redirects, and *Performance*.
 *
 * @returns what answers a request; `null` for a path that is no page.
 */
export function createWebsite({
  planned,
  world,
  signIn,
}: WebsiteOptions): (request: IncomingRequest) => Answer | null {
  /** By the anonymous session in which it was begun. */
  const pending = new Map<string, PendingSignIn>()
  let visitors = 0

  const viewer = (request: IncomingRequest): AccountState | null => {
    const session = checkSession(request.header('cookie'), world().accounts)
    return session.valid ? session.account : null
  }
  /** A page with the cookies of a new visitor, unless they have some. */
  const page = (request: IncomingRequest, html: string): Answer => {
    if (sessionIdOf(request) !== '') return htmlAnswer(html)
    visitors += 1
    return htmlAnswer(html, 200, anonymousCookies(`simsecret-anonymous-${String(visitors)}`))
  }
  const signedIn = (accountId: string): Answer => redirect('/', sessionCookiesOf(signIn(accountId)))

  const takePassword = (request: IncomingRequest): Answer => {
    const form = new URLSearchParams(request.body)
    const email = form.get('email') ?? ''
    const account = planned.find(({ accountId }) => simulatedSignIn(accountId).email === email)
    if (account === undefined || form.get('password') !== simulatedSignIn(account.accountId).password) {
      return page(request, signInPage({ refused: true, email }))
    }
    if (!account.secondFactor) return signedIn(account.accountId)
    pending.set(sessionIdOf(request), { account, confirmed: false })
    return redirect('/login/code')
  }
  const takeCode = (request: IncomingRequest): Answer => {
    const begun = pending.get(sessionIdOf(request))
    if (begun === undefined) return redirect('/login')
    const code = new URLSearchParams(request.body).get('code')
    if (code !== simulatedSignIn(begun.account.accountId).code) {
      return page(request, secondFactorPage({ refused: true }))
    }
    pending.set(sessionIdOf(request), { ...begun, confirmed: true })
    return redirect('/login/redirect')
  }
  const finish = (request: IncomingRequest): Answer => {
    const begun = pending.get(sessionIdOf(request))
    if (begun?.confirmed !== true) return redirect('/login')
    pending.delete(sessionIdOf(request))
    return signedIn(begun.account.accountId)
  }

  return (request) => {
    const { pathname } = new URL(request.path, 'http://simulator.invalid')
    switch (`${request.method} ${pathname}`) {
      case 'GET /':
        return page(request, homePage(viewer(request) !== null))
      case 'GET /login':
        return viewer(request) === null ? page(request, signInPage()) : redirect('/')
      case 'POST /login':
        return takePassword(request)
      case 'GET /login/code':
        return pending.has(sessionIdOf(request)) ? page(request, secondFactorPage()) : redirect('/login')
      case 'POST /login/code':
        return takeCode(request)
      case 'GET /login/redirect':
        return finish(request)
      case 'GET /performance':
        return redirect('/performance/conversion')
      case 'GET /performance/conversion':
        return page(request, performancePage(viewer(request), world()))
      default:
        return null
    }
  }
}

/** The id of the session that a visitor has, signed in or not; empty for a new visitor. */
function sessionIdOf(request: IncomingRequest): string {
  return cookiesOf(request.header('cookie')).get('_airbed_session_id') ?? ''
}

function redirect(to: string, headers: Answer['headers'] = []): Answer {
  return { status: 302, headers: [['Location', to], ...headers], body: '' }
}
