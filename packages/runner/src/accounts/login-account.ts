import { existsSync } from 'node:fs'
import { DEFAULT_BASE_URL, isAuthenticationError } from 'airbnb-insights-client'
import { type AccountInput, PlaintextCredentialsError } from 'insights-store-timescale'
import type { Invocation } from '../cli/define-action.ts'
import { openClientFor } from '../cli/open-client.ts'
import { credentialKeysFor, openStoreFor } from '../cli/open-store.ts'
import { textOption } from '../cli/option-values.ts'
import { loadSettings } from '../config/load-settings.ts'
import type { LOGIN_SETTING_NAMES } from '../config/settings.ts'
import { browserToOpen } from '../login/browser-to-open.ts'
import { OTHER_WAYS } from '../login/other-ways.ts'
import {
  type BrowserFacts,
  type BrowserSession,
  SignInBrowser,
  type SignInOptions,
} from '../login/sign-in-browser.ts'
import { isSafeToSignIn } from '../login/sign-in-site.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatQuantity } from '../output/format.ts'
import { RunnerError, UsageError } from '../output/runner-error.ts'
import { accountInputFrom } from './account-input.ts'
import { checkedAccountId, nameOption } from './account-invocation.ts'
import { storeAccount } from './store-account.ts'

/** One run of `accounts login`. */
type LoginInvocation = Invocation<(typeof LOGIN_SETTING_NAMES)[number]>

const DEFAULT_TIMEOUT_MINUTES = 15

/** Lets somebody sign in in their own browser, and stores the session. */
export async function loginAccount(invocation: LoginInvocation): Promise<ExitCode> {
  const { options, output, context, signal } = invocation
  const asked = textOption(options, 'accountId')
  const accountId = asked === undefined ? undefined : checkedAccountId(asked, '--account-id')
  const name = nameOption(invocation)
  const timeoutMinutes = timeoutOption(textOption(options, 'timeoutMinutes'))
  const browser = browserToOpen(
    textOption(options, 'browser'),
    { platform: process.platform, environment: context.environment, exists: existsSync },
    context.cwd,
  )
  refuseUnstorable(invocation)
  // Before somebody signs in, so that what is wrong with the database does not cost them a sign-in.
  const site = siteOption(invocation) ?? (await storedSite(invocation, accountId)) ?? DEFAULT_BASE_URL
  const input = await takeOver(invocation, { accountId, browser, site, timeoutMinutes, signal })
  signal.throwIfAborted()
  await using store = await openStoreFor(invocation, { creates: true })
  const stored = await storeAccount(store, { ...input, ...(name === undefined ? {} : { name }) })
  output.print(stored.message(output.style))
  output.print('Next: airbnb-insights doctor, then airbnb-insights sync')
  output.document({ account: stored.account, created: stored.created })
  return 0
}

/** What is to be signed in. */
interface SignIn extends SignInOptions {
  /** Whose session it is to be; undefined: anybody's. */
  readonly accountId: string | undefined
}

/** From the open window to a session that works; the window is closed and the profile gone when this returns. */
async function takeOver(invocation: LoginInvocation, signIn: SignIn): Promise<AccountInput> {
  const { output, context } = invocation
  const { browser, site, timeoutMinutes } = signIn
  await using window = await SignInBrowser.open(signIn)
  output.remark(
    [
      `Opened ${browser.name} at ${site}/login; sign in there, within ${formatQuantity(timeoutMinutes, 'minute')}.`,
      'Your password stays between you and the site. Ctrl-C, or closing the window, leaves.',
    ].join('\n'),
  )
  let session = await window.session()
  for (;;) {
    context.redactor.addCookie(session.cookie)
    refuseOther(signIn.accountId, session)
    output.remark(`Session found of account ${session.accountId}.`)
    const facts = await window.performanceFacts(session.site)
    const checked = facts.ledTo === '/login' ? undefined : await checkedInput(invocation, session, facts)
    if (checked !== undefined) return checked
    output.remark('Airbnb does not take it yet: go on in the browser until you are signed in.')
    session = await window.session(session.cookie)
  }
}

/** The account to store; undefined where Airbnb refuses the session. */
async function checkedInput(
  invocation: LoginInvocation,
  session: BrowserSession,
  facts: BrowserFacts,
): Promise<AccountInput | undefined> {
  const { clientVersion, userAgent, learned } = facts
  if (clientVersion === null) throw unknownVersion(session, facts)
  const { cookie, accountId, site: baseUrl } = session
  const credentials = { cookie, accountId, clientVersion, userAgent, baseUrl, learned }
  await using client = openClientFor(
    { ...invocation, settings: { ...invocation.settings, baseUrl } },
    credentials,
  )
  try {
    const { listings } = await client.verifyCredentials({ signal: invocation.signal })
    invocation.output.remark(`Checked: the session works, ${formatQuantity(listings, 'listing')}.`)
  } catch (error) {
    if (isAuthenticationError(error)) return undefined
    throw error
  }
  // The check may have rotated cookies.
  return accountInputFrom({ ...credentials, cookie: client.credentials.cookie })
}

/** What the store would say in the end, after somebody had signed in for nothing. */
function refuseUnstorable({ settings, context }: LoginInvocation): void {
  if (settings.allowPlaintextCredentials || credentialKeysFor(settings, context).credentialKeys.length > 0)
    return
  throw new PlaintextCredentialsError('The cookie would be stored in plaintext: there is no credential key.')
}

function refuseOther(expected: string | undefined, { accountId }: BrowserSession): void {
  if (expected === undefined || expected === accountId) return
  throw new RunnerError(
    'not_signed_in',
    `the session is of account ${accountId}, not of ${expected}; nothing was stored`,
  )
}

function unknownVersion({ accountId }: BrowserSession, { ledTo }: BrowserFacts): RunnerError {
  const why =
    ledTo === null
      ? "did not tell the version of Airbnb's website"
      : `led account ${accountId} to ${JSON.stringify(ledTo)} instead: is it a host's?`
  return new RunnerError('not_signed_in', `the page Performance ${why}; nothing was stored`, {
    hint: OTHER_WAYS,
  })
}

function siteOption({ options, context }: LoginInvocation): string | undefined {
  const given = textOption(options, 'site')
  const { baseUrl } = loadSettings(['baseUrl'], { ...options, baseUrl: given }, context).values
  if (baseUrl === undefined || isSafeToSignIn(baseUrl)) return baseUrl
  throw new UsageError(
    `${given === undefined ? 'AIRBNB_BASE_URL' : '--site'}: given ${JSON.stringify(baseUrl)}, allowed: an https:// site, so that your password is not sent in the clear`,
  )
}

/** The site that the account was signed in at before. */
async function storedSite(
  invocation: LoginInvocation,
  accountId: string | undefined,
): Promise<string | undefined> {
  await using store = await openStoreFor(invocation, { creates: true })
  const account = accountId === undefined ? undefined : await store.accounts.get(accountId)
  return account?.baseUrl ?? undefined
}

function timeoutOption(given: string | undefined): number {
  if (given === undefined) return DEFAULT_TIMEOUT_MINUTES
  const minutes = Number(given)
  if (/^\d+$/.test(given) && minutes >= 1 && minutes <= 1440) return minutes
  throw new UsageError(
    `--timeout-minutes: given ${JSON.stringify(given)}, allowed: a whole number of minutes from 1 to 1440`,
  )
}
