import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credentialsFromCopied, sessionsFromCopied } from '../../src/credentials/index.ts'
import { CREDENTIALS } from '../support/credentials.ts'
import {
  quoteForBash,
  quoteForCmd,
  quoteForPowerShellWithDouble,
  quoteForShWithDouble,
} from '../support/shell-quoting.ts'
import { ANNA, BEN, plainSessionOf, refused, STYLES, sessionOf, written } from '../support/written-request.ts'

const idsIn = (copied: string): string[] =>
  sessionsFromCopied(copied).sessions.map(({ accountId }) => accountId)

const other = (host: string): string =>
  `curl 'https://${host}/x' -H 'accept: */*' -b '_airbed_session_id=foreign'`

describe('several commands in one text', () => {
  const signedOut = `curl 'https://www.airbnb.com/robots.txt' -H 'user-agent: Other/1' -b '_airbed_session_id=old'`

  test.each([
    ['bash', quoteForBash, ' ;\n'],
    ['cmd', quoteForCmd, ' &\r\n'],
    ['PowerShell', quoteForPowerShellWithDouble, ';\r\n'],
    ['no separator', quoteForBash, '\n'],
    ['one line', quoteForShWithDouble, ' && '],
  ])(
    'requests to other sites are left out and said, as are those without a session: %s',
    (_, quote, separator) => {
      const newLine = quote === quoteForCmd ? ' ^\r\n' : ' '
      const elsewhere = (host: string): string =>
        `curl ${quote(`https://${host}/x`)} -H ${quote('cookie: _aat=foreign')}`
      const copied = [
        elsewhere('cdn.example'),
        written(plainSessionOf(ANNA), { quote, newLine }),
        elsewhere('ads.example'),
      ]
      const { sessions, leftOut } = sessionsFromCopied(copied.join(separator))
      expect(sessions.map(({ cookie }) => cookie)).toEqual([plainSessionOf(ANNA)])
      expect(leftOut).toEqual([
        { host: 'cdn.example', reason: 'other_site', requests: 1 },
        { host: 'ads.example', reason: 'other_site', requests: 1 },
      ])
    },
  )

  test('a request to Airbnb without a session gives nothing to the one that has it', () => {
    const { sessions, leftOut } = sessionsFromCopied(`${signedOut} ;\n${written(sessionOf(ANNA))}`)
    expect(sessions.map(({ cookie, userAgent }) => [cookie, userAgent])).toEqual([
      [sessionOf(ANNA), CREDENTIALS.userAgent],
    ])
    expect(leftOut).toEqual([{ host: 'www.airbnb.com', reason: 'no_account_id', requests: 1 }])
  })

  test('two accounts are two sessions', () => {
    const copied = `${written(sessionOf(ANNA))}\n\n${written(sessionOf(BEN))}\n`
    expect(sessionsFromCopied(copied).sessions.map(({ cookie }) => cookie)).toEqual([
      sessionOf(ANNA),
      sessionOf(BEN),
    ])
    expect(() => credentialsFromCopied(copied)).toThrow(refused('several_accounts', `${ANNA}, ${BEN}`))
  })

  test('of one account the last counts', () => {
    const renewed = sessionOf(ANNA).replace('simsecret', 'renewed')
    const copied = `${written(sessionOf(ANNA))} ;\n${written(renewed)}`
    expect(credentialsFromCopied(copied).cookie).toBe(renewed)
  })

  test('--next begins a request of its own', () => {
    const [first, second] = [sessionOf(ANNA), sessionOf(BEN)].map((cookie) =>
      written(cookie, { newLine: ' ' }),
    )
    expect(idsIn(`${first} --next ${second?.replace('curl ', '')}`)).toEqual([ANNA, BEN])
  })

  test.each([
    ['within a cookie', written(sessionOf(ANNA)).replace(/; li=1.*$/s, '')],
    ['within the body', `${written(sessionOf(ANNA))} --data-raw '{"a":`],
  ])('one that breaks off %s swallows nothing of the next', (_, broken) => {
    expect(() => sessionsFromCopied(`${broken}\n${written(sessionOf(BEN))}`)).toThrow(
      refused('unreadable', 'Request 1 of 2: The cURL command breaks off'),
    )
  })

  test('one to another site may break off', () => {
    expect(idsIn(`curl 'https://cdn.example/x' --data-raw 'a\n${written(sessionOf(ANNA))}`)).toEqual([ANNA])
  })

  test('where none can be used, that which is nearest says what is missing', () => {
    expect(() => sessionsFromCopied(`${other('a.example')} ;\n${signedOut}`)).toThrow(
      refused('no_account_id', 'None of the 2 requests can be used'),
    )
    expect(() => sessionsFromCopied(`${other('a.example')} ;\n${other('b.example')}`)).toThrow(
      refused('other_site', 'None of the 2 requests asks Airbnb: they ask a.example, b.example'),
    )
  })

  test('any mixture of accounts gives each its own session', () => {
    const style = fc.constantFrom(...STYLES.map(([, one]) => one))
    const command = fc.record({
      style,
      id: fc.constantFrom(ANNA, BEN, '77'),
      version: fc.stringMatching(/^[0-9a-f]{8}$/),
    })
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 5 }), (commands) => {
        const text = commands
          .map((one) => written(sessionOf(one.id), one.style).replace(CREDENTIALS.clientVersion, one.version))
          .join('\n')
        const last = new Map(commands.map((one) => [one.id, one.version]))
        const { sessions } = sessionsFromCopied(text)
        expect(new Map(sessions.map((one) => [one.accountId, one.clientVersion]))).toEqual(last)
        for (const { accountId, cookie } of sessions) expect(cookie).toBe(sessionOf(accountId))
      }),
    )
  })
})

test('a text of many commands is read in time', () => {
  const copied = Array.from({ length: 400 }, (_, index) =>
    written(sessionOf(String(1000 + index)), { quote: quoteForCmd, newLine: ' ^\r\n' }),
  ).join(' &\r\n')
  const start = performance.now()
  expect(idsIn(copied)).toHaveLength(400)
  for (const filler of [';', ' ', '\\', 'curl ', '>', '=', '`', '-', '^\n', '"'])
    sessionsOrNothing(filler.repeat(100_000))
  expect(performance.now() - start).toBeLessThan(5000)
})

function sessionsOrNothing(copied: string): void {
  try {
    sessionsFromCopied(copied)
  } catch {
    // Only the time matters.
  }
}
