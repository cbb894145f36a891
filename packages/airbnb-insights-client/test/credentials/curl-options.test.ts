import { describe, expect, test } from 'vitest'
import { credentialsFromCopied } from '../../src/credentials/index.ts'
import { ANNA, API, refused, sessionOf, written } from '../support/written-request.ts'

describe('options before the URL', () => {
  const rest = written(sessionOf(ANNA)).replace(`curl '${API}'`, '')

  test.each([
    ['one without a value', '--http1.1'],
    ['a known one with a value', '--max-redirs 5'],
    ['a known one with a URL', '--proxy https://proxy.example -e https://www.airbnb.com.evil.example/'],
    ['one that nobody knows, with a value', '--future-option some.value --http1.1'],
    ['several', '-sSL -X POST -m 30 --connect-timeout 5 --retry 3'],
    ['the URL as one', '-X POST --url'],
  ])('%s', (_, options) => {
    expect(credentialsFromCopied(`curl ${options} '${API}' ${rest}`)).toMatchObject({
      accountId: ANNA,
      baseUrl: 'https://www.airbnb.com',
    })
  })

  test('an unknown one takes no URL for its value', () => {
    const copied = `curl --future-option 'https://api.example/x' ${rest}`
    expect(() => credentialsFromCopied(copied)).toThrow(refused('other_site', 'api.example'))
  })
})
