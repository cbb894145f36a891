import {
  type DiscordTarget,
  type EmailTarget,
  type NotifyTarget,
  type NtfyTarget,
  type SlackTarget,
  type TelegramTarget,
  targetId,
  type WebhookTarget,
} from './notify-target.ts'

/** What is wrong with a list of URLs; the message names the URL by its position and never shows it. */
export class NotifyUrlError extends Error {
  override readonly name = 'NotifyUrlError'
}

/** What is wrong with one URL, in words that follow its position. */
class UrlFault extends Error {
  override readonly name = 'UrlFault'
}

/**
 * Reads the URLs of targets, separated by white space or commas. A comma inside of a URL separates nothing: what follows
 * it does not begin with a scheme.
 *
 * @throws NotifyUrlError where one is malformed, of no known kind, or given twice.
 */
export function parseNotifyUrls(text: string): readonly NotifyTarget[] {
  const urls = separateUrls(text)
  const targets: NotifyTarget[] = []
  for (const [index, url] of urls.entries()) {
    const position = urls.length === 1 ? 'the URL' : `URL ${String(index + 1)} of ${String(urls.length)}`
    const target = parseAt(position, url)
    const earlier = targets.findIndex(({ id }) => id === target.id)
    if (earlier >= 0) throw new NotifyUrlError(`${position} is the same target as URL ${String(earlier + 1)}`)
    targets.push(target)
  }
  return targets
}

/** The URLs of a text, as they stand in it. */
export function separateUrls(text: string): string[] {
  return text
    .split(/\s+|,(?=\s*(?:[a-z][a-z0-9+.-]*:\/\/|$))/i)
    .map((entry) => entry.replace(/^,+|,+$/g, ''))
    .filter((entry) => entry !== '')
}

function parseAt(position: string, url: string): NotifyTarget {
  try {
    return parseNotifyUrl(url)
  } catch (error) {
    if (!(error instanceof UrlFault)) throw error
    throw new NotifyUrlError(`${position} ${error.message}`)
  }
}

/** The schemes, each with what reads its URLs. */
const SCHEMES: Readonly<Record<string, (url: string) => NotifyTarget>> = {
  'https:': ofWebSite,
  'http:': ofWebSite,
  'slack:': slackByTokens,
  'slack+https:': (url) => slackAt(url.slice('slack+'.length)),
  'slack+http:': (url) => slackAt(url.slice('slack+'.length)),
  'discord:': discordByTokens,
  'discord+https:': (url) => discordAt(url.slice('discord+'.length)),
  'discord+http:': (url) => discordAt(url.slice('discord+'.length)),
  'tgram:': telegram,
  'ntfy:': (url) => ntfy(url, 'http'),
  'ntfys:': (url) => ntfy(url, 'https'),
  'smtp:': (url) => email(url, 'smtp'),
  'smtps:': (url) => email(url, 'smtps'),
}

function parseNotifyUrl(url: string): NotifyTarget {
  const scheme = /^[a-z][a-z0-9+.-]*:(?=\/\/)/i.exec(url)?.[0].toLowerCase()
  if (scheme === undefined) throw new UrlFault('is no URL: it has no scheme such as https://')
  const parse = SCHEMES[scheme]
  if (parse === undefined) {
    const known = 'https, http, slack, discord, tgram, ntfy, ntfys, smtp and smtps'
    throw new UrlFault(`begins with a scheme that is not known; known are ${known}`)
  }
  return parse(url)
}

/** A URL, or a fault that says what its form is. */
function parsed(url: string, form: string): URL {
  const found = URL.parse(url)
  if (found === null || found.hostname === '') throw new UrlFault(`is malformed; its form is ${form}`)
  return found
}

const DISCORD_HOST = /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/

/** Slack's and Discord's own webhooks are told by their hosts; everything else gets JSON. */
function ofWebSite(url: string): WebhookTarget | SlackTarget | DiscordTarget {
  const { hostname, pathname } = parsed(url, 'https://host/path')
  if (hostname === 'hooks.slack.com') return slackAt(url)
  if (DISCORD_HOST.test(hostname) && pathname.startsWith('/api/webhooks/')) return discordAt(url)
  return webhook(url)
}

function webhook(given: string): WebhookTarget {
  const url = parsed(given, 'https://host/path, with #secret at its end where its messages are to be signed')
  const secret = url.hash === '' ? undefined : decoded(url.hash.slice(1))
  if (secret !== undefined && secret.length < 16) {
    throw new UrlFault('has a secret behind # of fewer than the 16 characters that make it hard to guess')
  }
  url.hash = ''
  const { host, pathname, search, username } = url
  return {
    kind: 'webhook',
    id: targetId('webhook', host, pathname, search, username),
    shown: `webhook at ${host}`,
    url: url.href,
    secret,
  }
}

const SLACK_FORM = 'slack://T…/B…/TOKEN, or https://hooks.slack.com/services/T…/B…/TOKEN'

const SLACK_PATH = /^\/services(?:\/[\w-]+){3}\/?$/

function slackByTokens(url: string): SlackTarget {
  const tokens = /^slack:\/\/([\w-]+)\/([\w-]+)\/([\w-]+)\/?$/i.exec(url)
  if (tokens === null) throw new UrlFault(`is malformed; its form is ${SLACK_FORM}`)
  return slackAt(`https://hooks.slack.com/services/${tokens.slice(1).join('/')}`)
}

function slackAt(given: string): SlackTarget {
  const url = parsed(given, SLACK_FORM)
  // Of other servers, and of Slack's workflows, the paths are others.
  const isCutOff =
    url.pathname.startsWith('/services/') && url.host === 'hooks.slack.com' && !SLACK_PATH.test(url.pathname)
  if (url.pathname.length < 2 || isCutOff) {
    throw new UrlFault(`names no webhook of Slack's; its form is ${SLACK_FORM}`)
  }
  return chatAt('slack', 'Slack', url)
}

const DISCORD_FORM = 'discord://ID/TOKEN, or https://discord.com/api/webhooks/ID/TOKEN'

function discordByTokens(url: string): DiscordTarget {
  const tokens = /^discord:\/\/(\d+)\/([\w-]+)\/?$/i.exec(url)
  if (tokens === null) throw new UrlFault(`is malformed; its form is ${DISCORD_FORM}`)
  return discordAt(`https://discord.com/api/webhooks/${tokens.slice(1).join('/')}`)
}

function discordAt(given: string): DiscordTarget {
  const url = parsed(given, DISCORD_FORM)
  if (!/\/\d+\/[\w-]+\/?$/.test(url.pathname)) {
    throw new UrlFault(`names no webhook of Discord's; its form is ${DISCORD_FORM}`)
  }
  return chatAt('discord', 'Discord', url)
}

/** A chat's webhook: its address is all there is to it. */
function chatAt<Kind extends 'slack' | 'discord'>(kind: Kind, name: string, url: URL) {
  url.hash = ''
  return {
    kind,
    id: targetId(kind, url.host, url.pathname, url.search),
    shown: `${name} at ${url.host}`,
    url: url.href,
  }
}

const TELEGRAM_FORM = 'tgram://BOT_TOKEN/CHAT_ID'

/** A bot's token has a colon in it, which no URL parser takes. */
function telegram(url: string): TelegramTarget {
  const parts = /^tgram:\/\/(\d+:[\w-]{20,})\/(-?\d+|@\w+)(?:\/(\d+))?\/?(?:\?(.*))?$/i.exec(url)
  if (parts === null) {
    const form = `${TELEGRAM_FORM}, such as tgram://123456789:AA…/987654321`
    throw new UrlFault(`is malformed; its form is ${form}`)
  }
  const [, token = '', chatId = '', topic, query = ''] = parts
  const api = new URLSearchParams(query).get('api') ?? 'https://api.telegram.org'
  const { host } = parsed(api, `${TELEGRAM_FORM}?api=https://host for a Bot API server of your own`)
  return {
    kind: 'telegram',
    // The token's first part is the bot's public number.
    id: targetId('telegram', host, token.slice(0, token.indexOf(':')), chatId, topic ?? ''),
    shown: `Telegram at ${host}`,
    api: api.replace(/\/+$/, ''),
    token,
    chatId,
    topicId: topic === undefined ? undefined : Number(topic),
  }
}

function ntfy(given: string, scheme: 'http' | 'https'): NtfyTarget {
  const form =
    'ntfys://host/topic, with user:password@ or an access token and @ in front of the host where needed'
  const url = parsed(given.replace(/^ntfys?:/i, `${scheme}:`), form)
  const { username, password, host } = url
  const path = url.pathname.replace(/\/+$/, '')
  const topic = path.slice(path.lastIndexOf('/') + 1)
  if (!/^[\w-]{1,64}$/.test(topic)) {
    throw new UrlFault(`names no topic of letters, digits, _ and -; its form is ${form}`)
  }
  // The public server speaks both, and a topic is a password there.
  const protocol = host === 'ntfy.sh' ? 'https:' : url.protocol
  const server = `${protocol}//${host}${path.slice(0, path.lastIndexOf('/'))}/`
  const basic = `${decoded(username)}:${decoded(password)}`
  return {
    kind: 'ntfy',
    id: targetId('ntfy', server, topic, password === '' ? '' : username),
    shown: `ntfy at ${host}`,
    server,
    topic,
    authorization:
      username === ''
        ? undefined
        : password === ''
          ? `Bearer ${decoded(username)}`
          : `Basic ${Buffer.from(basic).toString('base64')}`,
  }
}

const EMAIL_ADDRESS = /^[^\s<>,;:"()[\]@]+@[^\s<>,;:"()[\]@]+$/
const TLS_WORDS = ['required', 'opportunistic', 'off'] as const

function email(given: string, scheme: 'smtp' | 'smtps'): EmailTarget {
  const form = `${scheme}://user:password@host:port/?from=ADDRESS&to=ADDRESS`
  const url = parsed(given.replace(/^smtps?:/i, 'http:'), form)
  const { searchParams: query, username, password, hostname } = url
  const from = query.get('from') ?? (EMAIL_ADDRESS.test(decoded(username)) ? decoded(username) : '')
  const to = query
    .getAll('to')
    .flatMap((list) => list.split(','))
    .map((address) => address.trim())
  if (!EMAIL_ADDRESS.test(from))
    throw new UrlFault(`has no from= with one e-mail address; its form is ${form}`)
  if (to.length === 0 || !to.every((address) => EMAIL_ADDRESS.test(address))) {
    throw new UrlFault(`has no to= with e-mail addresses; its form is ${form}`)
  }
  if (username !== '' && password === '')
    throw new UrlFault(`has a user and no password; its form is ${form}`)
  // `http:` drops its own port, which nobody uses for this.
  const port = url.port === '' ? (scheme === 'smtps' ? 465 : 587) : Number(url.port)
  return {
    kind: 'email',
    id: targetId('email', hostname, String(port), username, from, ...to),
    shown: `e-mail by ${hostname}`,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    tls: scheme === 'smtps' ? 'implicit' : tlsOf(query.get('tls'), username !== ''),
    login: username === '' ? undefined : { user: decoded(username), password: decoded(password) },
    from,
    to,
  }
}

/** A password is never sent in the open unless that was asked for in so many words. */
function tlsOf(given: string | null, hasPassword: boolean): EmailTarget['tls'] {
  if (given === null) return hasPassword ? 'required' : 'opportunistic'
  const found = TLS_WORDS.find((word) => word === given)
  if (found === undefined) throw new UrlFault('has a tls= that is none of required, opportunistic and off')
  return found
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** All texts in URLs of targets that must not be printed, also of URLs that are malformed. */
export function secretsOfNotifyUrls(text: string): string[] {
  return separateUrls(text).flatMap((entry) => {
    const rest = entry.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    const [address = '', fragment = ''] = rest.split('#')
    const path = address.slice(address.indexOf('/') === -1 ? address.length : address.indexOf('/'))
    const login = /^([^/]*)@/.exec(address)?.[1] ?? ''
    const [user = '', ...password] = login.split(':')
    // A word of a path, such as "services", is in innocent texts as well: what has a digit in it is a token.
    const tokens = address
      .split(/[/?&=@:]/)
      .filter((part) => /\d/.test(part) && /\D/.test(part) && !part.includes('.'))
    return [
      entry,
      rest,
      path,
      fragment,
      login,
      user.includes('@') || user.includes('%40') ? '' : user,
      password.join(':'),
    ]
      .concat(tokens, /^tgram:/i.test(entry) ? [address.split('/')[0] ?? ''] : [])
      .filter((secret) => secret !== '' && secret !== '/')
  })
}
