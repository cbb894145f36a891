import type { AccountFacts, Run, SessionOutlook } from 'insights-store-timescale'
import { expect, test } from 'vitest'
import { findConditions } from '../../../src/notify/conditions/find-conditions.ts'

const ACCOUNT = '120000042'
const NOW = new Date('2026-06-15T12:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)

const RUN: Run = {
  runId: '3f2a91b0-0000-4000-8000-000000000000',
  accountId: ACCOUNT,
  status: 'succeeded',
  trigger: 'scheduled',
  full: false,
  scrapeDay: '2026-06-15',
  baseDay: '2026-06-14',
  holder: null,
  leaseToken: null,
  attempts: 1,
  retries: 0,
  createdAt: hoursAgo(7),
  startedAt: hoursAgo(7),
  finishedAt: hoursAgo(6),
  nextAttemptAt: null,
  cancelRequestedAt: null,
  listingsTotal: 2,
  listingsSucceeded: 2,
  listingsFailed: 0,
  requestsTotal: 10,
  requestsDone: 10,
  rows: { inserted: 1, updated: 0, unchanged: 0 },
  sequence: 1,
  error: null,
  notes: [],
  otelTraceId: null,
}

const facts = (changes: Partial<AccountFacts> = {}): AccountFacts => ({
  accountId: ACCOUNT,
  name: null,
  isActive: true,
  credentialStatus: 'ok',
  credentialCheckedAt: hoursAgo(6),
  createdAt: hoursAgo(1000),
  cookieSetAt: hoursAgo(1000),
  lastStoredAt: hoursAgo(6),
  run: RUN,
  failing: [],
  newListings: [],
  ...changes,
})

const find = (accounts: AccountFacts[], options: Partial<Parameters<typeof findConditions>[0]> = {}) =>
  findConditions({
    accounts,
    now: NOW,
    listingNames: false,
    complete: true,
    outlooks: new Map(),
    pauses: [],
    ...options,
  })

const codes = (changes: Partial<AccountFacts>, options?: Partial<Parameters<typeof findConditions>[0]>) =>
  find([facts(changes)], options).open.map(({ code }) => code)

const failed = (changes: Partial<Run>): Partial<AccountFacts> => ({
  run: { ...RUN, status: 'failed', error: { code: 'network', message: 'No answer.' }, ...changes },
})

test('an account that is well needs nobody', () => {
  expect(find([facts()])).toEqual({
    open: [],
    undecided: new Set(),
    watched: new Set([ACCOUNT]),
    complete: true,
  })
})

test('an expired session is told with what to do, and says for itself why nothing comes in', () => {
  const expired = { credentialStatus: 'expired', lastStoredAt: hoursAgo(100), name: 'Beach' } as const
  const [condition, ...others] = find([facts(expired)]).open
  expect(others).toEqual([])
  expect(condition).toMatchObject({
    code: 'session_expired',
    since: hoursAgo(6),
    title: `The session of account Beach (${ACCOUNT}) has expired`,
    action: `airbnb-insights accounts update ${ACCOUNT} --from request.txt`,
  })
})

test('a disabled account is not watched', () => {
  const { open, watched } = find([facts({ isActive: false, credentialStatus: 'expired' })])
  expect([open, watched.size]).toEqual([[], 0])
})

test('a new cookie that nobody has tried decides nothing of the session', () => {
  expect([...find([facts({ credentialStatus: 'unknown' })]).undecided]).toEqual([`session ${ACCOUNT} `])
})

const outlook = (changes: Partial<SessionOutlook>) => ({
  outlooks: new Map([
    [
      ACCOUNT,
      {
        setAt: hoursAgo(100),
        lastAnsweredAt: hoursAgo(1),
        lastRenewedAt: hoursAgo(30),
        renewals: 3,
        endedAt: null,
        pastLifetimesMs: [],
        likelyEnd: null,
        state: 'healthy' as const,
        ...changes,
      },
    ],
  ]),
})

test('a session that will probably end soon is told with when and why', () => {
  expect(codes({}, outlook({}))).toEqual([])
  const [condition] = find([facts()], outlook({ state: 'not_renewed', likelyEnd: hoursAgo(-18) })).open
  expect(condition).toMatchObject({
    code: 'session_ending',
    details: { likely_end: '2026-06-16T06:00:00.000Z' },
  })
  expect(condition?.text).toContain(
    'Airbnb has not renewed it for more than a day, probably ends 2026-06-16 06:00 UTC. A new one',
  )
  expect(codes({}, outlook({ state: 'ending', likelyEnd: hoursAgo(-1) }))).toEqual(['session_ending'])
  expect(codes({ credentialStatus: 'expired' }, outlook({ state: 'expired' }))).toEqual(['session_expired'])
  // Nobody has asked with it for days.
  expect([...find([facts()], outlook({ state: 'unknown' })).undecided]).toEqual([`session ${ACCOUNT} `])
})

test.each([
  ['failed, to be retried', { nextAttemptAt: hoursAgo(-1) }, []],
  ['failed by hand', {}, ['run_failed']],
  ['failed after all retries', { retries: 3 }, ['run_given_up']],
  ['partial by hand', { status: 'partial' }, []],
  ['partial after all retries', { status: 'partial', retries: 3 }, ['run_given_up']],
] as const)('a run that is %s', (_name, changes, expected) => {
  expect(codes(failed(changes))).toEqual(expected)
})

test.each(['queued', 'running', 'cancelled', 'rate_limited', 'auth_failed'] as const)(
  'a run that is %s decides nothing',
  (status) => {
    const { open, undecided } = find([facts(failed({ status }))])
    expect(open).toEqual([])
    expect([...undecided]).toEqual([`run ${ACCOUNT} `])
  },
)

test.each([
  ['a run that is to be tried again', failed({ nextAttemptAt: hoursAgo(-1) }), ['run']],
  [
    'a gap that an expired session explains',
    { credentialStatus: 'expired', lastStoredAt: hoursAgo(100) },
    ['freshness'],
  ],
  ['a gap before a new cookie', { lastStoredAt: hoursAgo(100), cookieSetAt: hoursAgo(1) }, ['freshness']],
  ['listings that nobody has asked for lately', { run: { ...RUN, createdAt: hoursAgo(200) } }, ['listings']],
] as const)('%s is not known to be well', (_name, changes, topics) => {
  expect([...find([facts(changes)]).undecided]).toEqual(topics.map((topic) => `${topic} ${ACCOUNT} `))
})

test('36 hours without anything stored are told, from the newest cookie on', () => {
  expect(codes({ lastStoredAt: hoursAgo(35) })).toEqual([])
  expect(codes({ lastStoredAt: hoursAgo(37) })).toEqual(['sync_overdue'])
  expect(codes({ lastStoredAt: hoursAgo(37), cookieSetAt: hoursAgo(2) })).toEqual([])
  expect(codes({ lastStoredAt: null, cookieSetAt: null, createdAt: hoursAgo(37), run: null })).toEqual([
    'sync_overdue',
  ])
})

const LISTINGS = ['1', '2', '3', '4', '5', '6', '7'].map((listingId) => ({
  listingId,
  listingName: `Title ${listingId}`,
  internalName: null,
  since: '2026-06-13',
  firstSeenOn: '2026-06-15',
  error: { code: 'response_shape', message: 'It does not fit.' },
}))

test('listings that fail are one condition, without their names unless these are asked for', () => {
  const failing = LISTINGS.slice(0, 2)
  const [condition] = find([facts({ failing })]).open
  expect(condition).toMatchObject({ code: 'listing_failing', details: { listing_ids: ['1', '2'] } })
  expect(condition?.text).toContain('Listing 1, Listing 2: on each of the last three scrape days')
  const [named] = find([facts({ failing })], { listingNames: true }).open
  expect(named?.text).toContain('Title 1 (1), Title 2 (2): on each')
  const [more] = find([facts({ failing: failing.slice(1) })]).open
  expect(more?.fingerprint === condition?.fingerprint).toBe(false)
})

test('new listings of an account are one condition, and not endless', () => {
  const [condition] = find([facts({ newListings: LISTINGS })]).open
  expect(condition?.title).toBe(`Account ${ACCOUNT} has 7 new listings`)
  expect(condition?.text).toContain('Listing 5 and 2 more, first seen 2026-06-15')
})

test('what fifty accounts meet of a changed API is one condition', () => {
  const note = { code: 'meaning_changed', message: 'The sum is not the sum.' }
  const accounts = Array.from({ length: 50 }, (_, index) =>
    facts({ accountId: String(index + 1), run: { ...RUN, notes: [note, note] } }),
  )
  const { open } = find(accounts)
  expect(open).toMatchObject([{ code: 'api_drift', accountId: '', subject: 'meaning_changed' }])
  expect(open[0]?.text).toContain('the newest run of 50 accounts')
  // Who looks at one account only does not know how the others fare.
  expect(find(accounts.slice(0, 1), { complete: false }).open).toEqual([])
  expect(codes(failed({ error: { code: 'stale_operation', message: 'Unknown.' } }))).toEqual([
    'run_failed',
    'api_drift',
  ])
})

test('a pause of all accounts blames no session; that of one account is its own affair', () => {
  const pause = {
    network: 'office',
    site: 'https://www.airbnb.com',
    accountId: null,
    reason: 'bot_wall',
    since: hoursAgo(1),
    failures: 3,
    nextProbeAt: hoursAgo(-1),
  }
  const { open } = find([facts()], { pauses: [pause, { ...pause, accountId: ACCOUNT }] })
  expect(open).toMatchObject([
    {
      code: 'blocked',
      accountId: '',
      subject: 'office https://www.airbnb.com',
      title: 'Something stands between this machine and Airbnb: a wall that refuses this network',
    },
  ])
  expect(open[0]?.text).toContain('One request tries again after 2026-06-15 13:00 UTC.')
})

test('texts of strangers stay on a line, and link and mention nothing', () => {
  const name = 'a\r\nBcc: x@evil.example \u202Ehttps://evil.example @everyone <b>'
  const [condition] = find([facts({ name, credentialStatus: 'expired' })]).open
  expect(condition?.title).toBe(
    `The session of account a Bcc: x@\u200Bevil.\u200Bexample https:\u200B//evil.\u200Bexample @\u200Beveryone <b> (${ACCOUNT}) has expired`,
  )
})
