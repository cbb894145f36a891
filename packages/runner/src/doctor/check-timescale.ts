import type { Store } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES } from 'insights-transform'
import { formatBytes, formatInstant, formatQuantity } from '../output/format.ts'
import { type Finding, fine, worthALook } from './finding.ts'

const LEVELS = {
  apache: 'Apache edition (hypertables; retention is done by this program)',
  community: 'Community edition (hypertables, compression, policies)',
} as const

/** TimescaleDB's level, and whether the tables of insights are hypertables. */
export async function* checkTimescale(store: Store): AsyncGenerator<Finding> {
  const { level, version, hypertables, policies, oldestScrapeDay, history } = await store.maintenance.status()
  if (oldestScrapeDay !== null) {
    const each = history === null ? '' : `, a row for each ${history === 'all' ? 'reading' : 'change'}`
    yield fine('history', `kept since the scrape day ${oldestScrapeDay}${each}`)
  }
  if (level === 'none') {
    yield fine('timescaledb', 'not installed: plain tables, which do for a few accounts')
    return
  }
  const missing = METRIC_TABLE_NAMES.filter(
    (table) => !hypertables.some((hypertable) => hypertable.table === table),
  )
  yield fine('timescaledb', `${version ?? ''} ${LEVELS[level]}`.trim())
  for (const { table, chunks, chunkIntervalDays, sizeBytes } of hypertables) {
    const interval = chunkIntervalDays === null ? '' : ` of ${formatQuantity(chunkIntervalDays, 'day')}`
    yield fine(
      'hypertable',
      `${table}: ${formatQuantity(chunks, 'chunk')}${interval}, ${formatBytes(sizeBytes)}`,
    )
  }
  for (const { table, kind, afterDays, nextRunAt } of policies) {
    const age = afterDays === null ? '' : ` after ${formatQuantity(afterDays, 'day')}`
    yield fine(
      'policy',
      `${table}: ${kind}${age}, next ${nextRunAt === null ? 'not known' : formatInstant(nextRunAt)}`,
    )
  }
  if (missing.length > 0) {
    yield worthALook(
      'hypertable',
      `no hypertable yet: ${missing.join(', ')}`,
      'Run `airbnb-insights migrate up`: it takes up an extension that was installed later.',
    )
  }
}
