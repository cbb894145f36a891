import { describe, expect, test } from 'vitest'
import { sessionsFromCopied, sessionsFromStream } from '../../src/credentials/index.ts'
import { asCurl, asHar, asHarEntry, chartRequest, foreignRequest } from '../support/written-forms.ts'
import { ANNA, BEN, refused, sessionOf } from '../support/written-request.ts'

const HAR = asHar([
  asHarEntry(foreignRequest('cdn.example'), { text: 'a "quoted" \\ text, {"log":{"entries":[' }),
  asHarEntry(chartRequest(sessionOf(ANNA)), { text: '\\\\"' }),
  asHarEntry(chartRequest(sessionOf(BEN), { body: '{"note":"é, \u2028 and 🏡"}' })),
])

async function* inPieces<Part extends string | Uint8Array>(whole: Part, size: number): AsyncGenerator<Part> {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size) as Part
}

describe('a recording in pieces is the same as in one', () => {
  const whole = JSON.stringify(sessionsFromCopied(HAR))

  test('with a session for each account', () => {
    expect(JSON.parse(whole)).toMatchObject({
      sessions: [{ accountId: ANNA }, { accountId: BEN }],
      leftOut: [{ host: 'cdn.example', requests: 1 }],
    })
  })

  test.each([1, 2, 3, 7, 64, 1000, 100_000])('of %i characters or bytes', async (size) => {
    expect(JSON.stringify(await sessionsFromStream(inPieces(HAR, size)))).toBe(whole)
    expect(JSON.stringify(await sessionsFromStream(inPieces(Buffer.from(HAR), size)))).toBe(whole)
    const utf16 = Buffer.from(`\ufeff${HAR}`, 'utf16le')
    expect(JSON.stringify(await sessionsFromStream(inPieces(utf16, size)))).toBe(whole)
  })
})

test.each([
  ['UTF-8 with its mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 with its mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without', (text: string) => Buffer.from(text, 'utf16le')],
  ['UTF-16 the other way round', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('other forms are read from a stream as well: %s', async (_, encoded) => {
  const copied = encoded(asCurl(chartRequest(sessionOf(ANNA), { body: '' })))
  const { sessions } = await sessionsFromStream(inPieces(copied, 100))
  expect(sessions.map(({ cookie }) => cookie)).toEqual([sessionOf(ANNA)])
})

test('a recording that breaks off or is damaged says what was found, and gives nothing', async () => {
  for (let at = HAR.length - 1; at > 20; at -= 37) {
    await expect(sessionsFromStream(inPieces(HAR.slice(0, at), 500))).rejects.toThrow(
      refused(
        'unreadable',
        /^The HAR file breaks off after \d requests? (?:without a session|with sessions of [\d, ]+): save it anew, [^\n]+$/,
      ),
    )
  }
  await expect(sessionsFromStream(inPieces(HAR.replace('"response"', 'response"'), 500))).rejects.toThrow(
    refused('unreadable', 'cannot be read any further after 0 requests'),
  )
  await expect(sessionsFromStream(inPieces(`${HAR}${HAR}`, 500))).rejects.toThrow(
    refused('unreadable', `after 3 requests with sessions of ${ANNA}, ${BEN}`),
  )
})

test('what is too long and no recording is refused', async () => {
  await expect(sessionsFromStream(inPieces('simsecret '.repeat(2_000_000), 1_000_000))).rejects.toThrow(
    refused('unknown_form', /^This is more than 16 MB, and no HAR file/),
  )
})

test('a recording of 200 MB is read in the memory of its largest request', async () => {
  const answer = JSON.stringify(asHarEntry(foreignRequest('media.example'), { text: 'x"\\'.repeat(350_000) }))
  const upload = JSON.stringify(asHarEntry(chartRequest('', { body: 'y'.repeat(3_000_000) })))
  const session = JSON.stringify(asHarEntry(chartRequest(sessionOf(ANNA))))
  let bytes = 0
  let peak = 0
  async function* recording(): AsyncGenerator<Uint8Array> {
    const parts = [
      '{"log":{"entries":[',
      ...Array.from({ length: 100 }, () => [answer, ',', upload, ',']).flat(),
      session,
      ']}}',
    ]
    for (const part of parts) {
      const encoded = Buffer.from(part)
      for (let at = 0; at < encoded.length; at += 65_536) {
        yield encoded.subarray(at, at + 65_536)
        bytes += Math.min(65_536, encoded.length - at)
        peak = Math.max(peak, process.memoryUsage().heapUsed)
      }
    }
  }
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const { sessions, leftOut } = await sessionsFromStream(recording())
  expect(bytes).toBeGreaterThan(200e6)
  expect(sessions.map(({ accountId }) => accountId)).toEqual([ANNA])
  // Uploads are nobody's: no request to the API is so large.
  expect(leftOut).toEqual([
    { host: 'media.example', reason: 'other_site', requests: 100 },
    { host: null, reason: 'other_site', requests: 100 },
  ])
  expect(peak - before).toBeLessThan(100e6)
})
