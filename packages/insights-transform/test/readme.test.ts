import { readFileSync } from 'node:fs'
import { pollWindow, weeksOf } from 'insights-transform'
import { describe, expect, it } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the README', () => {
  it('has true worked cases', () => {
    const cases = [
      ...readme.matchAll(
        /^\| *\w+day (\d{4}-\d{2}-\d{2}) *\| *(never|\d{4}-\d{2}-\d{2}) *\| *(\d{4}-\d{2}-\d{2}) *\|/gm,
      ),
    ].map(([, scrapeDay = '', lastSynced = '', start = '']) => ({ scrapeDay, lastSynced, start }))
    expect(cases).toHaveLength(6)
    for (const { scrapeDay, lastSynced, start } of cases) {
      const lastSyncedDay = lastSynced === 'never' ? null : lastSynced
      expect(pollWindow({ scrapeDay, lastSyncedDay })).toEqual({ start, end: '2025-08-23' })
    }
  })

  it('counts the weeks of a backfill rightly', () => {
    const [, weeks] = /\/\/ (\d+) weeks/.exec(readme) ?? []
    expect(weeksOf(pollWindow({ scrapeDay: '2025-07-14' }))).toHaveLength(Number(weeks))
  })
})
