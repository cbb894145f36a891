import { expect, test } from 'vitest'
import { buildListingsRequest } from '../../src/build-requests.ts'
import { type Simulator, simulatedCredentials, startSimulator } from '../../src/simulator/index.ts'
import { type Asker, send } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const statusOf = async (asker: Asker) => (await send(asker, buildListingsRequest())).status

/** Sends requests with one cookie and tells whether each was let in, without showing the cookie. */
async function letIn(asker: Asker, requests: number): Promise<boolean[]> {
  const answers: boolean[] = []
  for (let index = 0; index < requests; index++) answers.push((await statusOf(asker)) === 200)
  return answers
}

function rotatedCookie(response: Response, cookie: string): string {
  const value = /^_aaj=([^;]+)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1] ?? ''
  return cookie.replace(/_aaj=[^;]+/, () => `_aaj=${value}`)
}

const rotating = (graceRequests?: number): Promise<Simulator> =>
  startSimulator({
    faults: [{ kind: 'rotate_cookies', ...(graceRequests === undefined ? {} : { graceRequests }) }],
  })

test('an ended session is refused until it is renewed, and its cookie for ever', async () => {
  await using simulator = await startSimulator({ accounts: 2 })
  const before = firstAccount(simulator)
  simulator.expireSession(before.accountId)
  expect(await letIn(before, 2)).toEqual([false, false])
  const other = simulator.accounts[1]
  expect(other && (await statusOf({ url: simulator.url, credentials: other.credentials }))).toBe(200)

  const credentials = simulator.renewSession(before.accountId)
  expect(await statusOf({ url: simulator.url, credentials })).toBe(200)
  expect(await statusOf(firstAccount(simulator))).toBe(200)
  expect(await statusOf(before)).toBe(401)
})

test('an ended session shows as it is told to', async () => {
  await using simulator = await startSimulator()
  const asker = firstAccount(simulator)
  simulator.expireSession(asker.accountId, 'login_redirect')
  expect(await statusOf(asker)).toBe(302)
  expect(simulator.requests[0]).toMatchObject({ accountId: asker.accountId, status: 302, fault: null })
})

test('the session cookies alone are enough', async () => {
  await using simulator = await startSimulator()
  const { url, accountId, credentials } = firstAccount(simulator)
  const attributes = encodeURIComponent(JSON.stringify({ id_str: accountId }))
  const cookie = `_user_attributes=${attributes}; _airbed_session_id=simsecret-${accountId}`
  expect(await statusOf({ url, credentials: { ...credentials, cookie } })).toBe(200)
})

test('a rotated cookie keeps the session, the old value loses it after a while', async () => {
  await using simulator = await rotating(2)
  const old = firstAccount(simulator)
  const response = await send(old, buildListingsRequest())
  expect(response.status).toBe(200)
  const cookie = rotatedCookie(response, old.credentials.cookie)
  expect(cookie === old.credentials.cookie).toBe(false)
  expect(cookie === firstAccount(simulator).credentials.cookie).toBe(true)
  expect(await letIn(old, 3)).toEqual([true, true, false])
  expect(await letIn({ ...old, credentials: { ...old.credentials, cookie } }, 3)).toEqual([true, true, true])
})

test('the old value is good for ten more requests by default', async () => {
  await using simulator = await rotating()
  const old = firstAccount(simulator)
  expect((await letIn(old, 12)).indexOf(false)).toBe(11)
})

test('credentials show no cookie when they are printed, and hold the marker in every secret', () => {
  const credentials = simulatedCredentials('120000042')
  expect(JSON.stringify(credentials)).not.toContain('simsecret')
  const secrets = credentials.cookie
    .split('; ')
    .filter((pair) => /^(_airbed_session_id|_aaj|_aat|auth_jitney_session_id|_pt|rclu)=/.test(pair))
  expect(secrets.map((pair) => pair.includes('=simsecret-'))).toEqual([true, true, true, true, true, true])
})
