import { formatCookies } from '../../cookies.ts'
import { airbnbSiteOf } from '../request/airbnb-site.ts'
import { brokenRequest, type CopiedRequest } from '../request/copied-request.ts'
import { withStraightQuotes } from '../text/straight-quotes.ts'
import { type ScriptToken, scriptTokens } from './script-tokens.ts'

const SESSION = /\$[\w:]+[^\S\n]*=[^\S\n]*New-Object\s+(?:-TypeName\s+)?\S*WebRequestSession/gi
const COMMAND = /(?<![\w$.-])(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)(?=\s+(?:`\s*)?[-"'“‘h])/gi
/** Of a terminal's continued lines, or of a quoted mail. */
const PROMPTS = /^(?:>>?[^\S\n]?)+/gm
const CURLED = /(?:Cookie\(|\s-Uri\s+)[‘’‚‛“”„‟]/i

/** Where PowerShell's web requests begin in a text: with the session that the request is sent in, or with the request. */
export function webRequestStarts(text: string): number[] {
  const sessions = Array.from(text.matchAll(SESSION), ({ index }) => index)
  const commands = Array.from(text.matchAll(COMMAND), ({ index }) => index)
  // A request belongs to the session that was made just before it.
  const ownCommands = commands.filter((command, index) => {
    const before = commands[index - 1] ?? -1
    return !sessions.some((session) => session > before && session < command)
  })
  return [...sessions, ...ownCommands]
}

/** The one request of a stretch of a script, with the cookies of its session. */
export function webRequestsOf(script: string): CopiedRequest[] {
  const { tokens, whole } = scriptTokens(withStraightQuotes(script.replace(PROMPTS, ''), CURLED))
  const request = readRequest(tokens)
  if (request.url === null) return [brokenRequest('powershell')]
  return [whole ? request : { ...request, whole }]
}

interface SessionCookie {
  readonly name: string
  readonly value: string
  /** `''` where none is named. */
  readonly domain: string
}

function readRequest(tokens: readonly ScriptToken[]): CopiedRequest {
  const headers = new Map<string, string>()
  const cookies: SessionCookie[] = []
  let url: string | null = null
  let body: string | null = null
  let whole = true
  let cookieHeader = ''
  for (let at = 0; at < tokens.length; at++) {
    const { kind, text } = tokens[at] ?? { kind: 'mark', text: '' }
    if (kind !== 'word') continue
    const word = text.toLowerCase()
    if (word.endsWith('system.net.cookie')) {
      const [name, value, , domain = ''] = argumentsAfter(tokens, at)
      // Cookies behind the request are another session's, whose first line is missing.
      if (name === undefined || value === undefined || url !== null) whole = false
      else cookies.push({ name, value, domain })
    } else if (word.endsWith('.useragent') && isMark(tokens[at + 1], '=')) {
      headers.set('user-agent', textAfter(tokens, at + 1))
    } else if (word === '-useragent') headers.set('user-agent', textAfter(tokens, at))
    else if (word === '-uri') url = textAfter(tokens, at) || null
    else if (word === '-body') body = textAfter(tokens, at)
    else if (word === '-headers') {
      const table = tableAfter(tokens, at)
      if (table === null) whole = false
      for (const [name, value] of table ?? []) {
        if (name === 'cookie') cookieHeader = value
        else headers.set(name, value)
      }
    } else if (
      url === null &&
      /^(?:invoke-webrequest|invoke-restmethod|iwr|irm|curl(?:\.exe)?)$/.test(word)
    ) {
      const next = tokens[at + 1]
      if (next?.kind === 'text') url = next.text
    }
  }
  const cookie = cookieHeader === '' ? formatCookies(ofSite(cookies, url)) : cookieHeader
  return { form: 'powershell', url, headers, cookie, body, whole, fault: null }
}

/** The cookies that the site is sent. */
function ofSite(cookies: readonly SessionCookie[], url: string | null): [name: string, value: string][] {
  const site = siteOf(url === null ? undefined : URL.parse(url)?.hostname)
  return cookies
    .filter(({ domain }) => domain === '' || siteOf(domain.replace(/^\./, '')) === site)
    .map(({ name, value }) => [name, value])
}

const siteOf = (host: string | undefined): string | null =>
  host === undefined ? null : (airbnbSiteOf(host) ?? host)

const isMark = (token: ScriptToken | undefined, mark: string): boolean =>
  token?.kind === 'mark' && token.text === mark

/** The next quoted text, also within a call: `-Body ([System.Text.Encoding]::UTF8.GetBytes("…"))`. */
function textAfter(tokens: readonly ScriptToken[], at: number): string {
  const next = tokens.slice(at + 1, at + 6)
  const found = next.findIndex(({ kind }) => kind === 'text')
  const isNext = found === 0 || (found > 0 && isMark(next[0], '('))
  if (isNext) return next[found]?.text ?? ''
  return next[0]?.kind === 'word' && !next[0].text.startsWith('-') ? next[0].text : ''
}

/** The quoted arguments of a call: `("name", "value", "/", ".airbnb.com")`. */
function argumentsAfter(tokens: readonly ScriptToken[], at: number): string[] {
  const texts: string[] = []
  if (!isMark(tokens[at + 1], '(')) return texts
  for (let index = at + 2; index < tokens.length; index += 2) {
    const token = tokens[index]
    if (token?.kind !== 'text') return []
    texts.push(token.text)
    if (isMark(tokens[index + 1], ')')) return texts
    if (!isMark(tokens[index + 1], ',')) return []
  }
  return []
}

/** The entries of `@{ "name"="value" … }`, names in lower case; `null` where it does not end. */
function tableAfter(tokens: readonly ScriptToken[], at: number): [name: string, value: string][] | null {
  if (!isMark(tokens[at + 1], '@{')) return null
  const entries: [name: string, value: string][] = []
  for (let index = at + 2; index < tokens.length; index++) {
    const token = tokens[index]
    if (isMark(token, '}')) return entries
    if (isMark(token, '\n') || isMark(token, ';')) continue
    const value = tokens[index + 2]
    if (
      token === undefined ||
      token.kind === 'mark' ||
      !isMark(tokens[index + 1], '=') ||
      value?.kind !== 'text'
    ) {
      return null
    }
    entries.push([token.text.toLowerCase(), value.text])
    index += 2
  }
  return null
}
