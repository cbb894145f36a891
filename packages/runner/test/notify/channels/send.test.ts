import { createHmac } from 'node:crypto'
import { Agent, type Dispatcher } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseNotifyUrls } from '../../../src/config/notify-urls.ts'
import { send } from '../../../src/notify/channels/send.ts'
import { type NotificationContent, webhookBody } from '../../../src/notify/message/content.ts'
import { MailServer } from '../support/mail-server.ts'
import { TargetServer } from '../support/target-server.ts'

const TOKEN = '123456789:simsecret-token-of-a-bot-0001'
const ID = '3f2a91b0-0000-4000-8000-000000000001'
const HOSTILE = '*x* _y_ `z` <b>&</b> <!channel> <@1> [a](b) \\ |q| ~s~ > #h'

const content = (changes: Partial<NotificationContent> = {}): NotificationContent => ({
  type: 'opened',
  code: 'run_failed',
  title: `A sync of ${HOSTILE} has failed`,
  events: [event(HOSTILE)],
  ...changes,
})

const event = (text: string): NotificationContent['events'][number] => ({
  account_id: '120000042',
  account_name: HOSTILE,
  title: `A sync of ${HOSTILE} has failed`,
  text,
  action: 'airbnb-insights runs show 3f2a91b0',
  since: '2026-06-15T05:00:00.000Z',
  details: { scrape_day: '2026-06-15' },
})

let server: TargetServer
let dispatcher: Dispatcher
beforeAll(async () => {
  server = await TargetServer.start()
  dispatcher = new Agent()
})
beforeEach(() => {
  server.requests.splice(0)
  server.answer = { status: 200 }
})
afterAll(async () => {
  await dispatcher.close()
  await server[Symbol.asyncDispose]()
})

const now = () => new Date('2026-06-15T06:00:00Z')

const sendTo = async (url: string, message = content(), more: { webhookSecret?: string } = {}) => {
  const [target] = parseNotifyUrls(url)
  if (target === undefined) throw new Error('there is no target')
  return await send(
    target,
    { id: ID, createdAt: new Date('2026-06-15T05:30:00Z'), content: message },
    { dispatcher, webhookSecret: more.webhookSecret, signal: new AbortController().signal, now },
  )
}

test('a webhook gets what the schema says, unsigned without a secret and signed with the setting’s', async () => {
  await sendTo(`http://${server.host}/hook?a=1`)
  const [unsigned] = server.requests
  expect(unsigned?.path).toBe('/hook?a=1')
  expect(unsigned?.headers['x-airbnb-insights-signature']).toBeUndefined()
  expect(webhookBody.parse(unsigned?.json)).toEqual({
    version: 1,
    id: ID,
    created_at: '2026-06-15T05:30:00.000Z',
    ...content(),
  })
  await sendTo(`http://${server.host}/hook`, content({ title: 'x', events: [] }), {
    webhookSecret: 'simsecret-0123456789',
  })
  const [, signed] = server.requests
  expect(signed?.headers['x-airbnb-insights-event']).toBe('run_failed')
  const signature = String(signed?.headers['x-airbnb-insights-signature'])
  const expected = createHmac('sha256', 'simsecret-0123456789').update(`1781503200.${String(signed?.body)}`)
  expect(signature === `t=1781503200,v1=${expected.digest('hex')}`).toBe(true)
})

test('Slack gets blocks of plain text, in which no name means anything', async () => {
  await sendTo(`slack+http://${server.host}/services/T0/B0/simsecret`)
  expect(server.requests[0]?.path).toBe('/services/T0/B0/simsecret')
  const body = server.bodies[0]
  expect(body).toMatchObject({
    mrkdwn: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: content().title, emoji: false } },
      {
        type: 'section',
        text: { type: 'plain_text', text: `${HOSTILE}\nWhat to do: airbnb-insights runs show 3f2a91b0` },
      },
    ],
  })
  expect(String(body?.['text'])).toContain('&lt;b&gt;&amp;&lt;/b&gt; &lt;!channel&gt; &lt;@1&gt;')
  expect(String(body?.['text'])).not.toContain('<')
})

test('Discord gets an embed that mentions nobody, its Markdown escaped', async () => {
  await sendTo(`discord+http://${server.host}/api/webhooks/1/simsecret-2`)
  expect(server.bodies[0]).toEqual({
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: String.raw`A sync of \*x\* \_y\_ \`z\` \<b\>&\</b\> \<!channel\> \<\@1\> \[a\]\(b\) \\ \|q\| \~s\~ \> \#h has failed`,
        description:
          String.raw`\*x\* \_y\_ \`z\` \<b\>&\</b\> \<!channel\> \<\@1\> \[a\]\(b\) \\ \|q\| \~s\~ \> \#h`.concat(
            '\nWhat to do: `airbnb-insights runs show 3f2a91b0`',
          ),
        color: 0xcf222e,
        timestamp: '2026-06-15T05:30:00.000Z',
      },
    ],
  })
})

test('Telegram gets HTML with nothing of a name’s own, in a topic where one is named', async () => {
  await sendTo(`tgram://${TOKEN}/-1001/7?api=http://${server.host}`)
  expect(server.requests.map(({ path }) => path === `/bot${TOKEN}/sendMessage`)).toEqual([true])
  expect(server.bodies[0]).toEqual({
    chat_id: '-1001',
    message_thread_id: 7,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    text: '<b>A sync of *x* _y_ `z` &lt;b&gt;&amp;&lt;/b&gt; &lt;!channel&gt; &lt;@1&gt; [a](b) \\ |q| ~s~ &gt; #h has failed</b>\n'.concat(
      '*x* _y_ `z` &lt;b&gt;&amp;&lt;/b&gt; &lt;!channel&gt; &lt;@1&gt; [a](b) \\ |q| ~s~ &gt; #h\n',
      'What to do: <code>airbnb-insights runs show 3f2a91b0</code>',
    ),
  })
})

test('ntfy gets JSON, with what lets it in', async () => {
  await sendTo(`ntfy://me:simsecret@${server.host}/alerts`)
  await sendTo(`ntfy://tk_simsecret@${server.host}/base/alerts`, content({ type: 'ended' }))
  expect(server.requests.map(({ path }) => path)).toEqual(['/', '/base/'])
  expect(server.requests.map(({ headers }) => headers.authorization?.slice(0, 7))).toEqual([
    'Basic b',
    'Bearer ',
  ])
  expect(server.bodies).toMatchObject([
    { topic: 'alerts', title: content().title, priority: 4, tags: ['warning'] },
    { topic: 'alerts', priority: 3, tags: ['white_check_mark'] },
  ])
})

describe('e-mail', () => {
  test('comes as text and HTML, with a stable id and no header of a name’s own', async () => {
    await using mail = await MailServer.start()
    const title = 'A sync of x\r\nBcc: evil@example.com has failed'
    const url = `smtp://${mail.host}/?from=me@example.com&to=a@example.com,b@example.com`
    expect(await sendTo(url, content({ title }))).toEqual({
      delivered: true,
      answer: 'taken by the mail server',
    })
    const [message] = mail.inbox
    expect(message).toMatchObject({
      subject: 'A sync of x Bcc: evil@example.com has failed',
      messageId: `<${ID}@airbnb-insights.invalid>`,
      date: new Date('2026-06-15T05:30:00Z'),
    })
    expect(message?.bcc).toBeUndefined()
    expect(mail.recipients).toEqual([['a@example.com', 'b@example.com']])
    expect(message?.text).toContain(`${HOSTILE}\nWhat to do: airbnb-insights runs show 3f2a91b0`)
    expect(message?.html).toContain('&lt;b&gt;&amp;&lt;/b&gt; &lt;!channel&gt;')
    expect(String(message?.html)).not.toContain('<b>')
  })

  test('a wrong password is told, and what the server says about it is not', async () => {
    await using mail = await MailServer.start({ user: 'me', password: 'right-password' })
    const url = (password: string) =>
      `smtp://me:${password}@${mail.host}/?from=me@example.com&to=a@example.com&tls=off`
    expect(await sendTo(url('simsecret-wrong'))).toEqual({
      delivered: false,
      error: 'does not take user and password (it answered with 535)',
      whole: true,
      retryAfterMs: null,
    })
    expect(await sendTo(url('right-password'))).toMatchObject({ delivered: true })
  })

  test('no password is sent in the open', async () => {
    await using mail = await MailServer.start({ user: 'me', password: 'right-password' })
    const url = `smtp://me:right-password@${mail.host}/?from=me@example.com&to=a@example.com`
    expect(await sendTo(url)).toMatchObject({ delivered: false, whole: true })
    expect(mail.inbox).toEqual([])
  })

  test('a message that alone is refused does not speak against the next', async () => {
    await using mail = await MailServer.start()
    mail.refusal = { code: 554, text: 'simsecret: this looks like spam' }
    expect(await sendTo(`smtp://${mail.host}/?from=me@example.com&to=a@example.com`)).toEqual({
      delivered: false,
      error: 'does not take the message (it answered with 554)',
      whole: false,
      retryAfterMs: null,
    })
  })
})

describe('what a target answers', () => {
  test.each([
    [400, false],
    [404, true],
    [413, false],
    [429, true],
    [500, true],
  ])('%i', async (status, whole) => {
    server.answer = { status, headers: { 'retry-after': '7' }, body: 'simsecret-internal' }
    expect(await sendTo(`http://${server.host}/hook`)).toEqual({
      delivered: false,
      error: `answered with ${String(status)}`,
      whole,
      retryAfterMs: 7000,
    })
  })

  test('a few plain words of a known service are shown, and nothing else', async () => {
    const slack = `slack+http://${server.host}/services/x`
    server.answer = { status: 404, body: 'no_service' }
    expect(await sendTo(slack)).toMatchObject({ error: 'answered with 404 (no_service)' })
    server.answer = { status: 404, body: '<html>simsecret</html>' }
    expect(await sendTo(slack)).toMatchObject({ error: 'answered with 404' })
    server.answer = { status: 400, body: '{"ok":false,"description":"Bad Request: chat not found"}' }
    expect(await sendTo(`tgram://${TOKEN}/1?api=http://${server.host}`)).toMatchObject({
      error: 'answered with 400 (Bad Request: chat not found)',
    })
    server.answer = { status: 401, body: 'x'.repeat(1_000_000) }
    expect(await sendTo(`discord+http://${server.host}/1/a`)).toMatchObject({ error: 'answered with 401' })
  })

  test('a message that is taken is not sent again because the answer never ends', async () => {
    server.answer = 'headers alone'
    expect(await sendTo(`http://${server.host}/hook`)).toEqual({
      delivered: true,
      answer: 'answered with 200',
    })
  })

  test('nothing listens', async () => {
    expect(await sendTo('http://127.0.0.1:9/hook')).toEqual({
      delivered: false,
      error: 'could not be reached (ECONNREFUSED)',
      whole: true,
      retryAfterMs: null,
    })
  })

  test('nothing at all', { timeout: 20_000 }, async () => {
    server.answer = 'silence'
    expect(await sendTo(`http://${server.host}/hook`)).toMatchObject({
      error: 'did not answer within 10 s',
      whole: true,
    })
  })
})

test('a message of many accounts says what has room, and how many more there are', async () => {
  const events = Array.from({ length: 200 }, (_, index) => ({
    ...event(`Text ${String(index + 1)}.`),
    title: 'T',
  }))
  await sendTo(`ntfy://${server.host}/alerts`, content({ events }))
  await sendTo(`discord+http://${server.host}/1/a`, content({ events }))
  await sendTo(`tgram://${TOKEN}/1?api=http://${server.host}`, content({ events }))
  const [ntfy, discord, telegram] = server.bodies
  const message = String(ntfy?.['message'])
  expect(message.length).toBeLessThanOrEqual(1800)
  expect(message).toMatch(/Text 1\.[^]*\n\n… and 1\d\d more\.$/)
  expect(JSON.stringify(discord).length).toBeLessThan(5000)
  expect(String(telegram?.['text']).length).toBeLessThanOrEqual(4096)
})

test('one endless text is cut, and no escape in the middle', async () => {
  await sendTo(`tgram://${TOKEN}/1?api=http://${server.host}`, content({ events: [event('<'.repeat(5000))] }))
  const text = String(server.bodies[0]?.['text'])
  expect(text.length).toBeLessThanOrEqual(4096)
  expect(text).toMatch(/(?:&lt;)+…$/)
})
