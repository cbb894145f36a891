import { readFileSync } from 'node:fs'
import { pollWindow, splitWindow } from 'insights-transform'
import { describe, expect, it } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the README', () => {
  it('has true worked cases', () => {
    const cases = [
      ...readme.matchAll(
        /^\| *\w+day (\d{4}-\d{2}-\d{2}) *\| *(never|\d{4}-\d{2}-\d{2}) *\| *(\d{4}-\d{2}-\d{2}) *\|/gm,
      ),
    ].map(([, today = '', lastSynced = '', start = '']) => ({ today, lastSynced, start }))
    expect(cases).toHaveLength(6)
    for (const { today, lastSynced, start } of cases) {
      const lastSyncedDay = lastSynced === 'never' ? null : lastSynced
      expect(pollWindow({ today, lastSyncedDay })).toEqual({ start, end: '2025-08-23' })
    }
  })

  it('counts the slices of a backfill rightly', () => {
    expect(splitWindow(pollWindow({ today: '2025-07-14' }), 28)).toHaveLength(8)
  })
})
