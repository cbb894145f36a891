import { describe, expect, test } from 'vitest'
import { NotifyUrlError, parseNotifyUrls, secretsOfNotifyUrls } from '../../src/config/notify-urls.ts'
import { Redactor } from '../../src/output/redactor.ts'

const BOT = '123456789:AAhidden-hidden-hidden-00'

const targetOf = (url: string) => parseNotifyUrls(url)[0]

const id = (url: string) => targetOf(url)?.id

const refusalOf = (urls: string): string => {
  try {
    parseNotifyUrls(urls)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof NotifyUrlError)) throw error
    return error.message
  }
}

test('URLs are separated by white space and commas; a comma inside of one separates nothing', () => {
  const urls = `https://a.example/x?list=1,2, ntfys://ntfy.example/t
  smtp://mail.example/?from=a@example.com&to=b@example.com,c@example.com,tgram://${BOT}/1,`
  expect(parseNotifyUrls(urls).map(({ shown }) => shown)).toEqual([
    'webhook at a.example',
    'ntfy at ntfy.example',
    'e-mail by mail.example',
    'Telegram at api.telegram.org',
  ])
  expect(targetOf('https://a.example/x?list=1,2')).toMatchObject({ url: 'https://a.example/x?list=1,2' })
  expect(parseNotifyUrls(' ')).toEqual([])
})

describe('each kind is read', () => {
  test.each([
    [
      'https://hooks.example:8443/a?b=c#hidden-16-letters',
      { kind: 'webhook', url: 'https://hooks.example:8443/a?b=c', secret: 'hidden-16-letters' },
    ],
    ['http://nas.lan/hook', { kind: 'webhook', url: 'http://nas.lan/hook', secret: undefined }],
    ['https://hooks.slack.com/services/T1/B1/x', { kind: 'slack', shown: 'Slack at hooks.slack.com' }],
    ['https://hooks.slack.com/triggers/T1/1/x', { kind: 'slack', shown: 'Slack at hooks.slack.com' }],
    ['slack://T1/B1/x', { kind: 'slack', url: 'https://hooks.slack.com/services/T1/B1/x' }],
    ['slack+https://chat.example/hooks/x', { kind: 'slack', url: 'https://chat.example/hooks/x' }],
    [
      'https://discord.com/api/webhooks/12/x-y',
      { kind: 'discord', url: 'https://discord.com/api/webhooks/12/x-y' },
    ],
    ['https://discord.com/', { kind: 'webhook' }],
    ['discord://12/x-y', { kind: 'discord', url: 'https://discord.com/api/webhooks/12/x-y' }],
    [
      `tgram://${BOT}/-100123/7`,
      { kind: 'telegram', token: BOT, chatId: '-100123', topicId: 7, api: 'https://api.telegram.org' },
    ],
    [
      `tgram://${BOT}/@channel?api=http://bots.lan:8081/`,
      { kind: 'telegram', chatId: '@channel', api: 'http://bots.lan:8081' },
    ],
    [
      'ntfy://ntfy.lan/alerts',
      { kind: 'ntfy', server: 'http://ntfy.lan/', topic: 'alerts', authorization: undefined },
    ],
    ['ntfy://ntfy.sh/alerts', { kind: 'ntfy', server: 'https://ntfy.sh/' }],
    [
      'ntfys://a%3Ab:c@ntfy.example/base/alerts',
      { server: 'https://ntfy.example/base/', authorization: 'Basic YTpiOmM=' },
    ],
    ['ntfys://tk_abc@ntfy.example/alerts', { authorization: 'Bearer tk_abc' }],
    [
      'smtp://mail.example/?from=a@b.example&to=c@d.example',
      { kind: 'email', port: 587, tls: 'opportunistic', login: undefined, to: ['c@d.example'] },
    ],
    [
      'smtps://me%40b.example:p%2Fw@mail.example/?to=c@d.example&to=e@d.example',
      {
        port: 465,
        tls: 'implicit',
        from: 'me@b.example',
        login: { user: 'me@b.example', password: 'p/w' },
        to: ['c@d.example', 'e@d.example'],
      },
    ],
    ['smtp://me:pw@mail.example:25/?from=a@b.example&to=c@d.example', { port: 25, tls: 'required' }],
    ['smtp://me:pw@mail.example:25/?from=a@b.example&to=c@d.example&tls=off', { tls: 'off' }],
  ])('%s', (url, expected) => {
    expect(targetOf(url)).toMatchObject(expected)
  })
})

describe('what is wrong is said by its position, and never shown', () => {
  test.each([
    ['hidden', 'the URL is no URL: it has no scheme such as https://'],
    ['gopher://hidden', 'the URL begins with a scheme that is not known'],
    ['https://', 'the URL is malformed; its form is https://host/path'],
    ['https://a.example/x#hidden', 'has a secret behind # of fewer than the 16 characters'],
    ['slack://hidden', 'is malformed; its form is slack://T…/B…/TOKEN'],
    ['https://hooks.slack.com/', 'names no webhook of Slack'],
    ['https://hooks.slack.com/services/T1/B1', 'names no webhook of Slack'],
    ['discord://hidden/x', 'is malformed; its form is discord://ID/TOKEN'],
    ['tgram://hidden/1', 'is malformed; its form is tgram://BOT_TOKEN/CHAT_ID'],
    ['ntfys://ntfy.example/', 'names no topic'],
    ['smtp://mail.example/?to=a@b.example', 'has no from='],
    ['smtp://mail.example/?from=a@b.example', 'has no to='],
    ['smtp://mail.example/?from=a@b.example&to=a@b.example%0ABcc:x@y.example', 'has no to='],
    ['smtp://hidden@mail.example/?from=a@b.example&to=a@b.example', 'has a user and no password'],
    ['smtp://mail.example/?from=a@b.example&to=a@b.example&tls=maybe', 'has a tls= that is none of'],
  ])('%s', (url, expected) => {
    expect(refusalOf(url)).toContain(expected)
    const message = refusalOf(`https://fine.example/x ${url}`)
    expect(message).toContain('URL 2 of 2')
    expect(message.includes('hidden')).toBe(false)
  })

  test('the same target twice', () => {
    expect(refusalOf('ntfys://a:b@n.example/t https://x.example/ ntfys://a:c@n.example/t')).toBe(
      'URL 3 of 3 is the same target as URL 1',
    )
  })
})

test('a target stays the same when its password or secret changes, and is another at another address', () => {
  expect(id('smtp://me:one@mail.example/?from=a@b.example&to=c@d.example')).toBe(
    id('smtp://me:two@mail.example/?from=a@b.example&to=c@d.example'),
  )
  expect(id('https://h.example/x#hidden-16-letters')).toBe(id('https://h.example/x'))
  expect(id('https://h.example/x') === id('https://h.example/y')).toBe(false)
  expect(id('ntfys://n.example/a')).toMatch(/^ntfy-[0-9a-f]{10}$/)
})

test('no part of a URL that lets somebody in is printed', () => {
  const TOKEN = '123456789:AAsimsecretsimsecretsimsecret-00'
  const urls = `https://h.example/hook/simsecret-path?key=simsecret-key1#simsecret-fragment
    tgram://${TOKEN}/1 ntfys://me:simsecret-pass@n.example/t slack://T0/B0/simsecret9 malformed://simsecret-7`
  const redactor = new Redactor()
  for (const secret of secretsOfNotifyUrls(urls)) redactor.add(secret)
  const said = [
    urls,
    'POST /hook/simsecret-path?key=simsecret-key1 failed',
    `/bot${TOKEN}/sendMessage`,
    'password simsecret-pass',
    'h.example answered, services were asked, ntfys was meant',
  ].map((text) => redactor.redact(text))
  expect(said.map((text) => text.includes('simsecret'))).toEqual([false, false, false, false, false])
  expect(said[4]).toBe('h.example answered, services were asked, ntfys was meant')
})
