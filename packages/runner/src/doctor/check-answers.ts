import type { Store } from 'insights-store-timescale'
import { formatQuantity } from '../output/format.ts'
import { type Finding, fine, worthALook } from './finding.ts'

/** So many of the newest runs are looked through. */
const RUNS_READ = 50

/** What notes of these codes say, and what to do. */
const MEANINGS: Readonly<Record<string, string>> = {
  meaning_changed: 'numbers no longer add up as they always did',
  lists_differ: 'charts and lists of metrics say different things',
  canary_refused: 'ListOfMetricsQuery could not be compared with the charts',
}

/** Whether the answers of the newest runs still mean what they did. */
export async function* checkAnswers(store: Store): AsyncGenerator<Finding> {
  const runs = await store.runs.list({ limit: RUNS_READ })
  const newest = new Map(runs.toReversed().map((run) => [run.accountId, run]))
  let told = 0
  for (const { accountId, scrapeDay, notes } of newest.values()) {
    for (const [code, meaning] of Object.entries(MEANINGS)) {
      const found = notes.filter((note) => note.code === code)
      const [first] = found
      if (first === undefined) continue
      told += 1
      const times = found.length > 1 ? ` (${formatQuantity(found.length, 'time')})` : ''
      yield worthALook('answers', `${accountId}, ${scrapeDay}: ${meaning}${times}`, first.message)
    }
  }
  if (told === 0 && newest.size > 0) {
    yield fine(
      'answers',
      `the numbers of the newest ${formatQuantity(newest.size, 'run')} add up as they always did`,
    )
  }
}
