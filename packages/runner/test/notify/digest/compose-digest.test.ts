import type { Store } from 'insights-store-timescale'
import { Agent } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseDigestTime } from '../../../src/config/digest-time.ts'
import { parseNotifyUrls } from '../../../src/config/notify-urls.ts'
import { composeDigest } from '../../../src/notify/digest/compose-digest.ts'
import { notifyPass } from '../../../src/notify/notify-pass.ts'
import { createLogger } from '../../../src/output/logger.ts'
import { ACCOUNT, knownStore, LISTINGS } from '../../report/support/known-store.ts'
import { MailServer } from '../support/mail-server.ts'
import { TargetServer } from '../support/target-server.ts'

let store: Store
beforeAll(async () => {
  store = await knownStore()
})
afterAll(() => store.close())

const NOW = new Date('2026-06-16T08:00:00Z')

test('the digest says what falls behind, what was booked and what moved', async () => {
  const content = await composeDigest({ store, scope: 'all', now: NOW, listingNames: false })
  const text = content?.digest?.text ?? ''
  expect(content?.title).toBe('Your week on Airbnb, 16 Jun 2026')
  expect(text).toMatch(new RegExp(`^Account ${ACCOUNT}\\n\\nNights ahead`))
  expect(text).toContain(`• Listing ${LISTINGS.harbour}, 5 – 11 Jul: `)
  expect(text).toMatch(/Booked\n• [\d.]+ nights in the week of 7 – 13 Jun; [\d.]+ in the week before\./)
  expect(text).toContain('Biggest movers\n• Listing ')
  expect(content?.digest?.html).toContain('<h3')
})

test('names are said where that is asked for, and are no markup', async () => {
  const content = await composeDigest({ store, scope: 'all', now: NOW, listingNames: true })
  expect(content?.digest?.text).toContain('Harbour')
  expect(content?.digest?.html).not.toContain('<script>')
  expect(content?.digest?.html).not.toContain('<img')
})

test('of accounts that are not the target’s, nothing is said', async () => {
  expect(await composeDigest({ store, scope: new Set(['7']), now: NOW, listingNames: true })).toBeNull()
})

test('it is sent at its time, once, and not at the first look', async () => {
  await using webhook = await TargetServer.start()
  await using mail = await MailServer.start()
  const dispatcher = new Agent()
  const pass = (now: string) =>
    notifyPass({
      store,
      notify: {
        targets: parseNotifyUrls(
          `http://${webhook.host}/x smtp://${mail.host}/?from=a@example.com&to=b@example.com`,
        ),
        digest: parseDigestTime('tue 10:00'),
        timeZone: 'Europe/Berlin',
      },
      dispatcher,
      looks: true,
      hide: () => {},
      logger: createLogger({ write: () => {} }),
      signal: new AbortController().signal,
      now: () => new Date(now),
    })
  const digests = () => webhook.bodies.filter(({ code }) => code === 'digest')
  await pass('2026-06-10T12:00:00Z')
  await pass('2026-06-16T07:59:00Z')
  expect(digests()).toEqual([])
  await pass('2026-06-16T08:00:00Z')
  await pass('2026-06-16T08:01:00Z')
  expect(digests()).toHaveLength(1)
  expect(digests()[0]).toMatchObject({ type: 'digest', events: [], digest: { text: expect.any(String) } })
  const [letter] = mail.inbox.filter(({ subject }) => subject?.startsWith('Your week'))
  expect(letter?.text).toContain('Biggest movers')
  expect(letter?.html).toContain('<h3')
  await dispatcher.close()
})
