import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openLiveDisplay } from '../../../src/output/live-display.ts'
import { openSyncDisplay } from '../../../src/sync/display/sync-display.ts'
import { CollectingStream } from '../../output/collecting-stream.ts'
import { begun, listingFinished, type Told } from './progress-events.ts'

const told: readonly Told[] = [
  ...begun(2, 156),
  listingFinished(1, 'Loft', 256),
  listingFinished(2, 'Attic', 'failed'),
]

function show(stream: CollectingStream) {
  const live = stream.isTTY
  const display = openSyncDisplay({
    accountIds: ['1'],
    display: openLiveDisplay({ stream }),
    live,
    width: () => stream.columns,
    style: (_, text) => text,
    pace: { minIntervalMs: 500, concurrency: 1 },
    now: () => 0,
  })
  for (const one of told) if ('sync' in one) display.onProgress({ accountId: '1', ...one.sync })
  display[Symbol.dispose]()
  return display
}

describe('openSyncDisplay', () => {
  it('on a pipe prints a line for each thing that happened, and no escapes', () => {
    const stream = new CollectingStream()
    show(stream)
    expect(stream.text.split('\n')).toEqual([
      '1: 2 listings, 156 requests to make (run 3f2a91b0)',
      '1: 1/2 Loft: 256 rows new, 0 changed, 0 unchanged',
      '1: 2/2 Attic failed: It does not fit: …metricLineCharts[0].dataPoints[3].ds: expected a date',
      '',
    ])
  })

  it('on a terminal leaves only what is out of the ordinary, in one line', () => {
    const stream = new CollectingStream({ isTTY: true, columns: 40 })
    const display = show(stream)
    const text = stripVTControlCharacters(stream.text)
    expect(text).toContain('1: 2/2 Attic failed: It does not fit: …')
    expect(text).not.toContain('Loft')
    expect(display.leftLines).toBe(true)
  })

  it('without a place to show still counts', () => {
    const display = openSyncDisplay({
      accountIds: ['1'],
      display: null,
      live: false,
      width: () => 80,
      style: (_, text) => text,
      pace: { minIntervalMs: 0, concurrency: 1 },
    })
    for (const one of told) if ('sync' in one) display.onProgress({ accountId: '1', ...one.sync })
    expect(display.account('1')).toMatchObject({ listingsDone: 1, listingsFailed: 1 })
    expect(display.leftLines).toBe(false)
  })
})
