import { createHmac } from 'node:crypto'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder } from '../cli/cli-folder.ts'
import { MailServer } from './support/mail-server.ts'
import { TargetServer } from './support/target-server.ts'

const ACCOUNT = '120000042'
const SECRET = 'simsecret-of-the-webhook'

const folder = new CliFolder()
let simulator: Simulator
let webhook: TargetServer
let ntfy: TargetServer
let mail: MailServer
let env: Record<string, string>

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
  ;[webhook, ntfy, mail] = await Promise.all([TargetServer.start(), TargetServer.start(), MailServer.start()])
  env = {
    AIRBNB_BASE_URL: simulator.url,
    AIRBNB_MIN_INTERVAL_MS: '0',
    LOOKBACK_WEEKS: '1',
    LOOKAHEAD_WEEKS: '0',
    HORIZON_WEEKS: '0',
    NOTIFY_URLS: [
      `http://${webhook.host}/hook/simsecret-1#${SECRET}`,
      `ntfy://${ntfy.host}/simsecret-topic`,
      `smtp://${mail.host}/?from=insights@example.com&to=host@example.com`,
    ].join(' '),
  }
  const stdin = curlCommand(account().credentials)
  await folder.run(['accounts', 'add', '--from', '-', '--name', 'Beach houses'], { stdin })
})
afterAll(async () => {
  await Promise.all([webhook, ntfy, mail, simulator].map((server) => server[Symbol.asyncDispose]()))
  folder[Symbol.dispose]()
})

function account() {
  const [first] = simulator.accounts
  if (first === undefined) throw new Error('the simulator has no account')
  return first
}

const sync = () => folder.run(['sync'], { env })

test('nobody is told of a sync that goes well', async () => {
  expect(await sync()).toMatchObject({ code: 0 })
  expect([webhook.requests, ntfy.requests, mail.inbox].map(({ length }) => length)).toEqual([0, 0, 0])
})

test('a session that expires is told once, on every target', async () => {
  simulator.expireSession(ACCOUNT)
  const { code, stdout, stderr } = await sync()
  expect(code).toBe(4)
  expect(`${stdout}${stderr}`.includes('simsecret')).toBe(false)

  expect(webhook.requests).toHaveLength(1)
  expect(webhook.bodies[0]).toMatchObject({
    version: 1,
    type: 'opened',
    code: 'session_expired',
    title: `The session of account Beach houses (${ACCOUNT}) has expired`,
    events: [
      {
        account_id: ACCOUNT,
        account_name: 'Beach houses',
        action: `airbnb-insights accounts update ${ACCOUNT} --from request.txt`,
      },
    ],
  })
  expect(ntfy.requests[0]?.path).toBe('/')
  expect(ntfy.bodies[0]).toMatchObject({
    topic: 'simsecret-topic',
    title: `The session of account Beach houses (${ACCOUNT}) has expired`,
    priority: 4,
    message: expect.stringContaining('What to do: airbnb-insights accounts update'),
  })
  expect(mail.inbox[0]?.subject).toBe(`The session of account Beach houses (${ACCOUNT}) has expired`)
  expect(mail.inbox[0]?.text).toContain('Nothing is read of this account until it is given a new session')
  expect(mail.recipients).toEqual([['host@example.com']])

  await sync()
  expect([webhook.requests, ntfy.requests, mail.inbox].map(({ length }) => length)).toEqual([1, 1, 1])
})

test('a webhook is signed over its time and its body as it came', () => {
  const [request] = webhook.requests
  if (request === undefined) throw new Error('nothing has come')
  const { headers, body, json } = request
  const [, time = '', signature] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-airbnb-insights-signature'])) ?? []
  expect(Math.abs(Number(time) * 1000 - Date.now())).toBeLessThan(60_000)
  expect(signature === createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex')).toBe(true)
  expect(headers['idempotency-key']).toBe(json['id'])
})

test('a new session alone is no news; that it works is told once', async () => {
  const stdin = curlCommand(simulator.renewSession(ACCOUNT))
  expect(await folder.run(['accounts', 'update', ACCOUNT, '--from', '-'], { stdin, env })).toMatchObject({
    code: 0,
  })
  expect(webhook.requests).toHaveLength(1)
  expect(await sync()).toMatchObject({ code: 0 })
  expect(webhook.all('type')).toEqual(['opened', 'ended'])
  expect(ntfy.bodies[1]).toMatchObject({
    title: `Well again: the session of account Beach houses (${ACCOUNT}) works`,
    priority: 3,
  })
  expect(mail.inbox.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('has expired'),
    expect.stringContaining('Well again'),
  ])
  await sync()
  expect(webhook.requests).toHaveLength(2)
})
