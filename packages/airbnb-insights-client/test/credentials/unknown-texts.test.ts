import { describe, expect, test } from 'vitest'
import { sessionsFromCopied } from '../../src/credentials/index.ts'
import { ANNA, API, refused, sessionOf, written } from '../support/written-request.ts'

describe('what cannot be read is refused with what it is', () => {
  const cookie = sessionOf(ANNA)

  test.each<[string, string, string, string]>([
    ['a URL alone', `${API}?secret=simsecret`, 'unknown_form', 'URL alone'],
    ['a page', '<!DOCTYPE html><html><body>simsecret</body></html>', 'unknown_form', 'a page'],
    ['some text', 'please find simsecret attached', 'unknown_form', 'no request and no cookie'],
    ['other JSON', '{ "name": "simsecret" }', 'unknown_form', 'neither a HAR file nor'],
    [
      'JSON with curly quotes',
      '[{ “domain”: “.airbnb.com”, “value”: “simsecret” }]',
      'unknown_form',
      'quotes',
    ],
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
    expect(() => sessionsFromCopied(copied)).toThrow(refused(reason, message))
    expect(() => sessionsFromCopied(copied)).toThrow(refused(reason, /^(?!.*simsecret)[^\n]+$/))
  })
})
