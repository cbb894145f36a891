import type { Run } from 'insights-store-timescale'
import { expect, it } from 'vitest'
import { newRowsText, recentRuns } from '../../src/runs/recent-runs.ts'

/** What matters of a run that brought so many new rows; null for one that has not begun. */
const runOf = (inserted: number | null) =>
  ({
    runId: String(inserted),
    scrapeDay: '2026-06-17',
    status: inserted === null ? 'queued' : 'succeeded',
    startedAt: inserted === null ? null : new Date(0),
    rows: { inserted: inserted ?? 0, updated: 0, unchanged: 0 },
  }) as Run

it('draws the new rows of the last runs, the oldest first', () => {
  const recent = recentRuns([null, 0, 512, 1204].map(runOf))
  expect(recent.map(({ rowsNew }) => rowsNew)).toEqual([1204, 512, 0, null])
  expect(newRowsText(recent)).toBe('█▄▁   1,204 512 0 – new rows')
})

it('draws nothing where there is nothing to compare', () => {
  expect(newRowsText(recentRuns([runOf(5)]))).toBeUndefined()
})
