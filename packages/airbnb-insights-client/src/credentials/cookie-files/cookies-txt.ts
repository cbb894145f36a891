import { brokenRequest, type CopiedRequest } from '../request/copied-request.ts'
import { type KeptCookie, siteRequests } from './site-cookies.ts'

const TITLE = /^#\s*(?:Netscape )?HTTP Cookie File/i
/** Domain, subdomains, path, secure, expires, name, value, by tabs that a paste may have lost; a cookie of HTTP alone begins like a comment. */
const ROW =
  /^(?:#HttpOnly_)?(\.?[\w.-]+)[\t ]+(?:TRUE|FALSE)[\t ]+(\/\S*)[\t ]+(?:TRUE|FALSE)[\t ]+(-?\d+)(?:\.\d+)?[\t ]+([^\s=;]+)(?:[\t ]+(\S.*?))?[\t ]*$/i

/** Whether a text is a cookies.txt, with or without its title. */
export function isCookiesTxt(text: string): boolean {
  return text.split('\n', 200).some((line) => TITLE.test(line) || ROW.test(line))
}

/** The requests that the cookies in a cookies.txt make, or in several one behind the other. */
export function cookiesTxtRequests(text: string): CopiedRequest[] {
  const files: string[][] = [[]]
  for (const line of text.split('\n')) {
    if (TITLE.test(line) && files.at(-1)?.length !== 0) files.push([])
    const isComment = /^\s*(?:#(?!HttpOnly_)|$)/i.test(line)
    if (!isComment) files.at(-1)?.push(line)
  }
  return files.flatMap((lines) => requestsOf(lines))
}

function requestsOf(lines: readonly string[]): CopiedRequest[] {
  const cookies: KeptCookie[] = []
  for (const line of lines) {
    const [, domain, , expires, name, value = ''] = ROW.exec(line) ?? []
    // What was cut within a row may have been of any site.
    if (domain === undefined || name === undefined) return [brokenRequest('cookies_txt')]
    cookies.push({ domain, name, value, expires: Number(expires) })
  }
  return siteRequests('cookies_txt', cookies)
}
