import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sessionsFromCurl } from '../../src/credentials/index.ts'
import { ANNA, API, refused, sessionOf, written } from '../support/written-request.ts'

describe('what cannot be read is refused with what it is', () => {
  const cookie = sessionOf(ANNA)
  const har = JSON.stringify({
    log: { entries: [{ request: { url: API, headers: [{ name: 'cookie', value: cookie }] } }] },
  })

  test.each<[string, string, string, string]>([
    ['a HAR file', har, 'not_curl', 'HAR file'],
    [
      'a cookies.txt',
      `# Netscape HTTP Cookie File\n.airbnb.com\tTRUE\t/\tTRUE\t1800000000\t_aaj\tsimsecret`,
      'not_curl',
      'cookies.txt',
    ],
    [
      'a cookies.txt without its first line',
      '.airbnb.com\tTRUE\t/\tTRUE\t1800000000\t_aaj\tsimsecret',
      'not_curl',
      'cookies.txt',
    ],
    [
      'cookies as JSON',
      JSON.stringify([{ domain: '.airbnb.com', name: '_aaj', value: 'simsecret' }]),
      'not_curl',
      'list of cookies',
    ],
    ['a cookie alone', cookie, 'not_curl', 'cookie alone'],
    ['a Cookie header alone', `Cookie: ${cookie}`, 'not_curl', 'cookie alone'],
    [
      'headers alone',
      `GET /api/v3/ChartQuery HTTP/1.1\nHost: www.airbnb.com\nCookie: ${cookie}`,
      'not_curl',
      'headers alone',
    ],
    ['a URL alone', `${API}?secret=simsecret`, 'not_curl', 'URL alone'],
    ['a page', '<!DOCTYPE html><html><body>simsecret</body></html>', 'not_curl', 'a page'],
    [
      'a fetch call',
      `await fetch("${API}", { "headers": { "cookie": "simsecret" } });`,
      'not_curl',
      'fetch call',
    ],
    [
      'PowerShell',
      `$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.Cookies.Add("simsecret")`,
      'not_curl',
      'PowerShell',
    ],
    [
      "PowerShell's own curl",
      `curl -Uri "${API}" -Headers @{ "cookie" = "simsecret" }`,
      'not_curl',
      'PowerShell',
    ],
    ['some text', 'please find simsecret attached', 'not_curl', 'no cURL command'],
    [
      'a command without cookies',
      written('').replace(/ \\\n.*cookie.*$/, ''),
      'no_cookie',
      'the browser left it out',
    ],
    [
      'a line break within a value',
      written(cookie).replace('Test/1.0', 'Te\nst/1.0'),
      'bad_header_value',
      'broken over several lines',
    ],
    [
      'a broken command that takes a cookie for a host',
      `curl 'https://_airbed_session_id=simsecret' -H 'a: b'`,
      'other_site',
      'another site',
    ],
  ])('%s', (_, copied, reason, message) => {
    expect(() => sessionsFromCurl(copied)).toThrow(refused(reason, message))
    expect(() => sessionsFromCurl(copied)).toThrow(refused(reason, /^(?!.*simsecret)[^\n]+$/))
  })

  test('no part of a text that breaks off anywhere is in the message', () => {
    const command = written(cookie, { newLine: ' ' })
    fc.assert(
      fc.property(fc.nat(command.length), fc.nat(40), (at, length) => {
        const broken = command.slice(0, at) + command.slice(at + length)
        let message = ''
        try {
          sessionsFromCurl(broken)
        } catch (error) {
          message = String(error)
        }
        expect(message).not.toMatch(/simsecret|%7C|\$two|%2F/)
      }),
    )
  })
})
