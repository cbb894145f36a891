import { RUN_STATUSES, type Run, type RunListing } from 'insights-store-timescale'
import { expect, it } from 'vitest'
import { type RunSituation, runSummary } from '../../src/runs/run-summary.ts'
import { nextText } from '../../src/runs/run-text.ts'

const NOW = new Date('2026-11-23T10:00:00Z')
const LATER = new Date('2026-11-23T10:25:00Z')

const RUN: Run = {
  runId: '3f2a91b0-0000-4000-8000-000000000000',
  accountId: '42',
  status: 'succeeded',
  trigger: 'scheduled',
  full: false,
  scrapeDay: '2026-11-23',
  baseDay: null,
  holder: null,
  leaseToken: null,
  attempts: 1,
  retries: 0,
  createdAt: NOW,
  startedAt: NOW,
  finishedAt: NOW,
  nextAttemptAt: null,
  cancelRequestedAt: null,
  listingsTotal: 5,
  listingsSucceeded: 3,
  listingsFailed: 2,
  requestsTotal: 40,
  requestsDone: 30,
  rows: { inserted: 1204, updated: 0, unchanged: 0 },
  sequence: 1,
  error: null,
  notes: [],
  otelTraceId: null,
}

const listing = (listingId: string, internalName: string | null, status: RunListing['status']) =>
  ({ listingId, internalName, listingName: null, status }) as RunListing

function told(run: Partial<Run>, rest: Partial<RunSituation> = {}): string {
  const situation = { listings: [], superseded: false, account: 'ready', now: NOW, ...rest } as const
  const { happened, next } = runSummary({ run: { ...RUN, ...run }, ...situation })
  return `${happened} → ${next}`
}

it.each<[string, Partial<Run>, RegExp]>([
  [
    'succeeded',
    { status: 'succeeded' },
    /^All went well: 5 listings .* 1,204 new rows\. → There is nothing to do\.$/,
  ],
  [
    'succeeded without a listing',
    { status: 'succeeded', listingsTotal: 0 },
    /knows no listing of this account, .* → Is this the host's account\?/,
  ],
  [
    'queued',
    { status: 'queued', startedAt: null },
    /waits for somebody to begin it\. → .* now, or the next `.*sync/,
  ],
  ['given back', { status: 'queued' }, /left with 3 of 5 listings stored, and waits/],
  ['running', { status: 'running' }, /under way, with 3 of 5 .* runs cancel 3f2a91b0` stops it/],
  ['being stopped', { status: 'running', cancelRequestedAt: NOW }, /asked for it to stop/],
  [
    'partial, tried again',
    { status: 'partial', nextAttemptAt: LATER },
    /with 3 of 5 .* after 2026-11-23 10:25 UTC, 3 times more at most; `.*sync --account 42` does so at once/,
  ],
  [
    'partial, of a sync by hand',
    { status: 'partial' },
    /does not go on by itself; `airbnb-insights sync --account 42` asks/,
  ],
  [
    'given up',
    { status: 'failed', retries: 3 },
    /tried again 3 times and then given up.* runs retry 3f2a91b0`/,
  ],
  [
    'failed',
    { status: 'failed', error: { code: 'x', message: 'No network.' } },
    /failed with 3 of 5 listings stored: No network\. →/,
  ],
  [
    'failed at once',
    { status: 'failed', listingsTotal: 0 },
    /failed before any listing was stored: no reason was recorded\./,
  ],
  [
    'of an earlier day',
    { status: 'partial', scrapeDay: '2026-11-22' },
    /Its day is over; the next `airbnb-insights sync/,
  ],
  [
    'rate_limited',
    { status: 'rate_limited', nextAttemptAt: LATER },
    /asked for fewer requests\. → A running service goes on with it after 2026-11-23 10:25 UTC/,
  ],
  [
    'cancelled',
    { status: 'cancelled' },
    /was cancelled, with 3 of 5 listings stored\. What is stored stays\. → .*sync/,
  ],
  [
    'auth_failed, renewed since',
    { status: 'auth_failed' },
    /session has expired.* → .*sync --account 42` asks for what is missing/,
  ],
])('says what happened and what is next: %s', (_, run, expected) => {
  expect(told(run)).toMatch(expected)
})

it.each(RUN_STATUSES)('says that it was given up of no run but one that has failed: %s', (status) => {
  const run = { status, retries: 3, nextAttemptAt: null }
  const failed = status === 'partial' || status === 'failed'
  expect(told(run).includes('given up')).toBe(failed)
  expect(nextText({ ...RUN, ...run }) === 'given up').toBe(failed)
})

it('names the listings that are missing, where they are few', () => {
  const listings = [
    listing('1', 'Barn', 'failed'),
    listing('2', null, 'failed'),
    listing('3', 'Loft', 'succeeded'),
    listing('4', 'Mill', 'pending'),
  ]
  expect(told({ status: 'partial' }, { listings })).toContain(
    'stored. Barn (1) and 2 failed. 1 listing had not been asked yet.',
  )
  const many = ['1', '2', '3', '4', '5'].map((id) => listing(id, null, 'failed'))
  expect(told({ status: 'partial' }, { listings: many })).toContain('1, 2, 3 and 2 more failed.')
})

it.each<[RunSituation['account'], RegExp]>([
  ['expired', /Sign in again .* accounts update 42 --from FILE; then run `airbnb-insights sync`/],
  ['disabled', /The account is disabled/],
  ['removed', /The account was removed since/],
])('says what stands in the way: the account is %s', (account, expected) => {
  expect(told({ status: 'partial' }, { account })).toMatch(expected)
})

it('sends to the later run that has taken its place', () => {
  expect(told({ status: 'failed' }, { superseded: true })).toContain('runs show latest --account 42`')
  expect(told({ status: 'succeeded' }, { superseded: true })).toContain('nothing to do')
})
