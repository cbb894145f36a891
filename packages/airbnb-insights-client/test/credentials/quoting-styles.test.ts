import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credentialsFromCopied } from '../../src/credentials/index.ts'
import { CREDENTIALS } from '../support/credentials.ts'
import { quoteForBash } from '../support/shell-quoting.ts'
import { ANNA, STYLES, sessionOf, written } from '../support/written-request.ts'

describe('the same request written in any quoting gives the same credentials', () => {
  // What these quotings cannot tell apart, and no browser sends: a backslash, a caret.
  const value = fc.stringMatching(/^[!#-+\--:<-[\]_-~]{1,20}$/)
  const userAgent = fc.stringMatching(/^[!-[\]_-~][ -[\]_-~]{0,30}[!#-[\]_-~]$/)

  test.each(STYLES)('%s', (_, style) => {
    fc.assert(
      fc.property(value, userAgent, (secret, agent) => {
        const cookie = `${sessionOf(ANNA)}; _aat=${secret}`
        const command = written(cookie, {
          ...style,
          quote: (text) => (style.quote ?? quoteForBash)(text.replace(CREDENTIALS.userAgent, () => agent)),
        })
        const { clientVersion, userAgent: read, ...others } = credentialsFromCopied(command)
        expect(others.cookie).toBe(cookie)
        expect(read).toBe(agent)
        expect(clientVersion).toBe(CREDENTIALS.clientVersion)
        expect([others.accountId, others.baseUrl]).toEqual([ANNA, 'https://www.airbnb.com'])
      }),
    )
  })
})
