import { formatCount } from '../output/format.ts'
import { type DemoSync, reportOf } from './demo-sync.ts'
import { THROTTLED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** The second sync asks for what may have changed, and adds rows beside the first day's. */
export function checkIncremental(first: DemoSync, second: DemoSync): ScriptedEvent {
  const before = reportOf(first, THROTTLED_ACCOUNT).run?.requestsDone ?? 0
  const { run, listings } = reportOf(second, THROTTLED_ACCOUNT)
  const after = run?.requestsDone ?? 0
  const starts = new Set(listings.map(({ window }) => window?.start))
  const [start = '–'] = starts
  return {
    event: 'incremental',
    title: 'Only what may have changed is asked',
    happened:
      run?.status === 'succeeded' &&
      after === requestsServed(second) &&
      after < before / 2 &&
      run.rows.inserted > 0 &&
      run.rows.updated === 0,
    story: `Account ${THROTTLED_ACCOUNT} took ${formatCount(before)} requests yesterday and ${formatCount(after)} today: nights long past do not change any more, those of the last days and the coming weeks do, so the nights from ${start} on are asked again. Their ${formatCount(run?.rows.inserted ?? 0)} rows are new rows under today's scrape day; yesterday's stay as they were.`,
  }
}

function requestsServed({ requests }: DemoSync): number {
  return requests.filter(({ accountId }) => accountId === THROTTLED_ACCOUNT).length
}
