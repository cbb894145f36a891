import { describe, expect, it } from 'vitest'
import { remarkOnClient, remarkOnSync } from '../../../src/sync/display/progress-remark.ts'
import { begun, listingFinished, outcome, progressAfter, type Told } from './progress-events.ts'

/** The remark on the last thing that is told. */
function remark(...told: Told[]) {
  const last = told.at(-1)
  if (last === undefined || !('sync' in last)) throw new Error('the last one must be told by the sync')
  return remarkOnSync({ accountId: '1', ...last.sync }, progressAfter('1', told))
}

const baseDay = (expected: string): Told => ({
  at: 0,
  sync: { type: 'base_day', baseDay: '2026-06-13', expected },
})

const ended = (of: ReturnType<typeof outcome>): Told => ({
  at: 0,
  sync: { type: 'run_finished', outcome: of },
})

describe('what a sync leaves to be read', () => {
  it('is a line for each listing, for pipes', () => {
    expect(remark(...begun(5, 390), listingFinished(0, 'Loft', 1256))).toEqual({
      text: '1: 1/5 Loft: 1,256 rows new, 0 changed, 0 unchanged',
      routine: true,
    })
  })

  it('is a failed listing, everywhere, with the end of the path', () => {
    expect(remark(...begun(5, 390), listingFinished(0, 'Attic', 'failed'))).toEqual({
      text: '1: 1/5 Attic failed: It does not fit: …metricLineCharts[0].dataPoints[3].ds: expected a date',
      routine: false,
      tone: 'bad',
    })
  })

  it('says whether a run begins or goes on', () => {
    expect(remark(...begun(5, 390))?.text).toBe('1: 5 listings, 390 requests to make (run 3f2a91b0)')
    expect(remark(...begun(5, 156, 3))?.text).toBe(
      '1: run 3f2a91b0 goes on: 3 of 5 listings are stored already, 156 requests to make',
    )
  })

  it('is a base day that was not the expected one', () => {
    expect(remark(baseDay('2026-06-12'))?.text).toContain('counts days from 2026-06-13, not from 2026-06-12')
  })

  it('is how it ended, and who is at it where it is busy', () => {
    const error = { code: 'credentials_expired', message: 'Its session\nhas expired.' }
    expect(remark(ended(outcome('auth_failed', { error })))?.text).toBe(
      '1: auth_failed: Its session has expired.',
    )
    expect(remark(ended(outcome('busy', { holder: 'nas:17' })))?.text).toBe('1: busy: nas:17 is syncing it')
  })

  it('is nothing for a single request', () => {
    expect(
      remark(...begun(1, 9), {
        at: 0,
        sync: { type: 'request', operation: 'ChartQuery', requestsDone: 1, requestsTotal: 9 },
      }),
    ).toBeNull()
  })
})

describe('what a client leaves to be read', () => {
  const retry = { type: 'retry', operation: 'ChartQuery', attempt: 1, delayMs: 420 } as const

  it('is why it waits', () => {
    expect(remarkOnClient('1', { ...retry, reason: 'api', message: 'HTTP 503.' })?.text).toBe(
      '1: HTTP 503: tries again in 420 ms',
    )
  })

  it('is one line for a 429, not two', () => {
    const throttle = {
      type: 'throttle',
      operation: 'ChartQuery',
      retryAfterMs: 2000,
      intervalMs: 500,
      stopped: false,
    } as const
    expect(remarkOnClient('1', throttle)?.text).toBe('1: the API asks for fewer requests (429): waits 2.0 s')
    expect(remarkOnClient('1', { ...throttle, stopped: true })?.text).toContain('stops for now')
    expect(remarkOnClient('1', { ...retry, reason: 'rate_limited', message: 'HTTP 429' })).toBeNull()
  })

  it('is nothing for what goes well', () => {
    expect(remarkOnClient('1', { type: 'request', operation: 'ChartQuery', attempt: 1 })).toBeNull()
  })
})
