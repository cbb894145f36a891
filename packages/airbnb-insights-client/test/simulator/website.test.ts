import { expect, test } from 'vitest'
import { accountIdFromCookie } from '../../src/account-id.ts'
import { buildListingsRequest } from '../../src/build-requests.ts'
import { formatCookies, sessionCookies } from '../../src/cookies.ts'
import { type SimulatorOptions, simulatedSignIn, startSimulator } from '../../src/simulator/index.ts'
import { send } from './support/ask.ts'

const ACCOUNT = '120000042'
const { email, password, code } = simulatedSignIn(ACCOUNT)

/** A browser as far as cookies and forms go; redirects are followed by hand, to see them. */
class Visitor {
  readonly #url: string
  readonly #cookies = new Map<string, string>()

  constructor(url: string) {
    this.#url = url
  }

  get cookie(): string {
    return formatCookies(this.#cookies)
  }

  async open(path: string, form?: Record<string, string>) {
    const response = await fetch(this.#url + path, {
      redirect: 'manual',
      headers: { Cookie: this.cookie },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      this.#cookies.set(name, value)
    }
    const { status, headers } = response
    return { status, location: headers.get('location'), html: await response.text() }
  }
}

async function start(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings: 2 }], ...options })
  return { simulator, visitor: new Visitor(simulator.url), [Symbol.asyncDispose]: () => simulator.close() }
}

const bootstrap = (html: string): unknown =>
  JSON.parse(/<script id="data-initializer-bootstrap"[^>]*>(.*)<\/script>/.exec(html)?.[1] ?? '')

test('a visitor has a session of nobody’s, and after the password a host’s that the API takes', async () => {
  await using world = await start()
  const { simulator, visitor } = world
  expect((await visitor.open('/login')).html).toContain('<form action="/login" method="post">')
  expect(visitor.cookie).toContain('_airbed_session_id=')
  expect(() => accountIdFromCookie(visitor.cookie)).toThrow('no account id')

  expect(await visitor.open('/login', { email, password })).toMatchObject({ status: 302, location: '/' })
  expect(accountIdFromCookie(visitor.cookie)).toBe(ACCOUNT)
  const [account] = simulator.accounts
  expect(sessionCookies(visitor.cookie).split('; ').toSorted()).toEqual(
    sessionCookies(account?.credentials.cookie ?? '')
      .split('; ')
      .toSorted(),
  )
  expect((await visitor.open('/')).html).toContain('Welcome back')
  expect(await visitor.open('/login')).toMatchObject({ status: 302, location: '/' })
})

test('a wrong password and an unknown address are refused alike, and nothing is signed in', async () => {
  await using world = await start()
  const { visitor } = world
  for (const form of [
    { email, password: 'wrong' },
    { email: 'nobody@example.com"><b>', password },
  ]) {
    const { status, html } = await visitor.open('/login', form)
    expect(status).toBe(200)
    expect(html).toContain('role="alert"')
    expect(html).not.toContain('"><b>')
  }
  expect(() => accountIdFromCookie(visitor.cookie)).toThrow('no account id')
})

test('an account with a second factor is signed in by the code alone, through a redirect', async () => {
  await using world = await start({ accounts: [{ accountId: ACCOUNT, secondFactor: true }] })
  const { visitor } = world
  await visitor.open('/login')
  expect((await visitor.open('/login', { email, password })).location).toBe('/login/code')
  expect((await visitor.open('/login/redirect')).location).toBe('/login')
  expect((await visitor.open('/login/code', { code: 'wrong' })).html).toContain('role="alert"')
  expect(() => accountIdFromCookie(visitor.cookie)).toThrow('no account id')
  expect((await visitor.open('/login/code', { code })).location).toBe('/login/redirect')
  expect((await visitor.open('/login/redirect')).location).toBe('/')
  expect(accountIdFromCookie(visitor.cookie)).toBe(ACCOUNT)
})

test('signing in after a session has ended begins a new one', async () => {
  await using world = await start()
  const { simulator, visitor } = world
  const before = simulator.accounts[0]?.credentials
  if (before === undefined) throw new Error('the simulator has no account')
  simulator.expireSession(ACCOUNT)
  await visitor.open('/login', { email, password })
  const ask = (cookie: string) =>
    send({ url: simulator.url, credentials: { ...before, cookie } }, buildListingsRequest())
  expect((await ask(visitor.cookie)).status).toBe(200)
  expect((await ask(before.cookie)).status).toBe(401)
})

test('the page Performance says the website’s key and who looks at it, and asks the API', async () => {
  await using world = await start({ webKey: 'a-newer-key' })
  const { simulator, visitor } = world
  const signedOut = await visitor.open('/performance/conversion')
  expect(bootstrap(signedOut.html)).toMatchObject({
    'layout-init': { api_config: { key: 'a-newer-key' }, viewer: null },
  })
  expect(signedOut.html).not.toContain('fetch(')
  await visitor.open('/login', { email, password })
  const { html } = await visitor.open('/performance/conversion')
  expect(bootstrap(html)).toMatchObject({ 'layout-init': { viewer: { id: ACCOUNT } } })
  expect(html).toContain('fetch(')
  simulator.expireSession(ACCOUNT)
  expect(bootstrap((await visitor.open('/performance/conversion')).html)).toMatchObject({
    'layout-init': { viewer: null },
  })
})

test('pages are not logged, and no fault meets them', async () => {
  await using world = await start({ faults: [{ kind: 'status', status: 500 }] })
  const { simulator, visitor } = world
  expect((await visitor.open('/login', { email, password })).status).toBe(302)
  expect(simulator.requests).toEqual([])
})
