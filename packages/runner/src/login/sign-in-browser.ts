import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import {
  accountIdFromCookie,
  isInvalidCredentialsError,
  parseCookies,
  sessionCookies,
} from 'airbnb-insights-client'
import type { BrowserContext } from 'playwright-core'
import { formatQuantity } from '../output/format.ts'
import { RunnerError } from '../output/runner-error.ts'
import { makeProfile, removeProfile, removeProfileAtExit, removeStaleProfiles } from './browser-profile.ts'
import type { FoundBrowser } from './find-browser.ts'
import { launchBrowser } from './launch-browser.ts'
import {
  factsOfBootstrap,
  factsOfRequest,
  isComplete,
  joinFacts,
  NO_FACTS,
  type PageFacts,
} from './page-facts.ts'
import { sitesToLookAt } from './sign-in-site.ts'

/** How often the cookies are looked at while somebody signs in. */
const LOOK_EVERY_MS = 500
/** How long a session that did not do is left in peace before another look: some of its cookies change all the time. */
const LOOK_AGAIN_MS = 5_000
/** How long opening a page may take. */
const PAGE_MS = 60_000
/** How long a page that is there is watched for the requests that it makes. */
const REQUESTS_MS = 15_000

/** A session that was found in the browser. */
export interface BrowserSession {
  readonly accountId: string
  /** The cookies of the session, as a `Cookie` header. */
  readonly cookie: string
  /** The site that they are of, such as `https://www.airbnb.de`. */
  readonly site: string
}

/** What the page *Performance* and the browser say. */
export interface BrowserFacts extends PageFacts {
  readonly userAgent: string
  /** Where the site led to instead, such as `/login`; null where it showed the page. */
  readonly ledTo: string | null
}

/** How the browser is opened. */
export interface SignInOptions {
  readonly browser: FoundBrowser
  /** Where to sign in. */
  readonly site: string
  /** How long somebody may take to sign in. */
  readonly timeoutMinutes: number
  /** Ctrl-C. */
  readonly signal: AbortSignal
}

/**
 * The person's own browser on a profile of its own, in which they sign in by hand: nothing is typed or clicked for them,
 * and only cookies and the site's own requests are looked at. Closing it deletes the profile.
 */
export class SignInBrowser implements AsyncDisposable {
  readonly #context: BrowserContext
  readonly #options: SignInOptions
  readonly #profile: string
  readonly #notAtExit: () => void
  readonly #timer: NodeJS.Timeout
  readonly #hangUp = new AbortController()
  readonly #onHangUp = (): void => this.#hangUp.abort()
  /** Aborted with what ends the sign-in: Ctrl-C, the closed window, the time that has run out. */
  readonly #end: AbortSignal

  private constructor(context: BrowserContext, profile: string, options: SignInOptions) {
    this.#context = context
    this.#options = options
    this.#profile = profile
    this.#notAtExit = removeProfileAtExit(profile)
    const closed = new AbortController()
    context.once('close', () => closed.abort(windowClosed()))
    const timeUp = new AbortController()
    const { timeoutMinutes } = options
    this.#timer = setTimeout(() => timeUp.abort(nobodySignedIn(timeoutMinutes)), timeoutMinutes * 60_000)
    // A terminal that is closed would end the process, and leave the profile.
    process.once('SIGHUP', this.#onHangUp)
    this.#end = AbortSignal.any([options.signal, this.#hangUp.signal, timeUp.signal, closed.signal])
  }

  /**
   * Opens the browser at the site's sign-in page, and deletes the profiles that killed processes left behind.
   *
   * @throws RunnerError where it does not start, or the page cannot be reached.
   */
  static async open(options: SignInOptions): Promise<SignInBrowser> {
    const among = tmpdir()
    await removeStaleProfiles(among)
    options.signal.throwIfAborted()
    const profile = await makeProfile(among)
    let context: BrowserContext
    try {
      context = await launchBrowser(options.browser, profile)
    } catch (error) {
      await removeProfile(profile)
      throw error
    }
    const opened = new SignInBrowser(context, profile, options)
    try {
      await opened.#openSignInPage()
      return opened
    } catch (error) {
      await opened[Symbol.asyncDispose]()
      throw error
    }
  }

  /**
   * Waits until somebody has signed in.
   *
   * @param notCookie the session of before that did not do: another one is waited for.
   * @throws RunnerError `not_signed_in` when the window is closed or the time has run out; the signal's reason after Ctrl-C.
   */
  async session(notCookie?: string): Promise<BrowserSession> {
    return await this.#untilEnd(async () => {
      if (notCookie !== undefined) await wait(LOOK_AGAIN_MS, undefined, { signal: this.#end })
      for (;;) {
        const session = await this.#sessionNow()
        if (session !== undefined && session.cookie !== notCookie) return session
        if (this.#context.pages().length === 0) throw windowClosed()
        await wait(LOOK_EVERY_MS, undefined, { signal: this.#end })
      }
    })
  }

  /** Opens *Performance* in a tab of its own, and takes down what it asks the API, and how. */
  async performanceFacts(site: string): Promise<BrowserFacts> {
    return await this.#untilEnd(async () => {
      const page = await this.#context.newPage()
      let facts = NO_FACTS
      page.on('request', (request) => {
        if (!request.url().startsWith(`${site}/`)) return
        const seen = factsOfRequest({
          url: request.url(),
          headers: new Map(Object.entries(request.headers())),
          body: request.postData(),
        })
        facts = joinFacts(facts, seen)
      })
      await page.goto(`${site}/performance/conversion`, { waitUntil: 'domcontentloaded', timeout: PAGE_MS })
      const until = Date.now() + REQUESTS_MS
      while (!isComplete(facts) && Date.now() < until && elsewhere(page.url()) === null) {
        await wait(LOOK_EVERY_MS, undefined, { signal: this.#end })
      }
      const bootstrap = await page.evaluate(
        () => document.querySelector('script#data-initializer-bootstrap')?.textContent ?? '',
      )
      const userAgent = await page.evaluate(() => navigator.userAgent)
      const ledTo = elsewhere(page.url())
      await page.close()
      return {
        ...joinFacts(facts, factsOfBootstrap(bootstrap)),
        userAgent: userAgent.replace('HeadlessChrome', 'Chrome'),
        ledTo,
      }
    })
  }

  /** Closes the browser and deletes its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer)
    process.removeListener('SIGHUP', this.#onHangUp)
    try {
      await this.#context.close()
    } finally {
      await removeProfile(this.#profile)
      this.#notAtExit()
    }
  }

  async #openSignInPage(): Promise<void> {
    const { site } = this.#options
    await this.#untilEnd(async () => {
      const page = this.#context.pages()[0] ?? (await this.#context.newPage())
      try {
        await page.goto(`${site}/login`, { waitUntil: 'commit', timeout: PAGE_MS })
      } catch (error) {
        const [why] = /net::ERR_\w+/.exec(String(error)) ?? []
        if (why === undefined) throw error
        throw new RunnerError('not_signed_in', `the browser could not open ${site}/login (${why})`, {
          hint: 'Check the network, and the address of the site (--site, AIRBNB_BASE_URL).',
          cause: error,
        })
      }
    })
  }

  async #sessionNow(): Promise<BrowserSession | undefined> {
    const urls = this.#context.pages().map((page) => page.url())
    for (const site of sitesToLookAt(this.#options.site, urls)) {
      const cookies = await this.#context.cookies(`${site}/api/v3/`)
      const cookie = sessionCookies(cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
      const accountId = accountIdOrNull(cookie)
      // A visitor has a session before signing in: only the account tells.
      if (accountId !== null && parseCookies(cookie).get('_airbed_session_id')) {
        return { accountId, cookie, site }
      }
    }
    return undefined
  }

  /** What ends the sign-in also ends whatever is asked of the browser then, and says it better. */
  async #untilEnd<Value>(ask: () => Promise<Value>): Promise<Value> {
    this.#end.throwIfAborted()
    const ended = Promise.withResolvers<never>()
    const onEnd = (): void => ended.reject(this.#end.reason)
    this.#end.addEventListener('abort', onEnd)
    const asked = ask()
    // It may fail later, when nobody waits for it any more.
    asked.catch(() => {})
    try {
      return await Promise.race([asked, ended.promise])
    } catch (error) {
      this.#end.throwIfAborted()
      if (/has been closed|Target crashed/.test(String(error))) throw windowClosed()
      throw error
    } finally {
      this.#end.removeEventListener('abort', onEnd)
    }
  }
}

const windowClosed = (): RunnerError =>
  new RunnerError('not_signed_in', 'the browser was closed before anybody had signed in; nothing was stored')

const nobodySignedIn = (minutes: number): RunnerError =>
  new RunnerError(
    'not_signed_in',
    `nobody signed in within ${formatQuantity(minutes, 'minute')}; nothing was stored`,
    { hint: 'Run it again; --timeout-minutes gives more time.' },
  )

/** The path where a page of *Performance* has ended up; null where it is there. */
function elsewhere(url: string): string | null {
  const { pathname } = new URL(url)
  return pathname.startsWith('/performance') ? null : pathname
}

function accountIdOrNull(cookie: string): string | null {
  try {
    return accountIdFromCookie(cookie)
  } catch (error) {
    if (isInvalidCredentialsError(error)) return null
    throw error
  }
}
