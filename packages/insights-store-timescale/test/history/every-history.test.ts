import { deepStrictEqual } from 'node:assert/strict'
import * as fc from 'fast-check'
import { METRIC_TABLES, type MetricTable } from 'insights-transform'
import { expect, test } from 'vitest'
import { transact } from '../../src/connection/transact.ts'
import type { HistoryMode } from '../../src/database.ts'
import { createMaintenance } from '../../src/maintenance/maintenance.ts'
import type { AnyMetricRow } from '../../src/metrics/metric-columns.ts'
import type { MetricRows } from '../../src/metrics/metric-rows.ts'
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts'
import type { StoreContext } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, OTHER_LISTING, pointRow, windowRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { USUAL_FLAVOURS } from '../support/store-flavours.ts'

/** Scrape days so far apart that they lie in several chunks. */
const DAYS = Array.from({ length: 10 }, (_, index) => dayAfter('2026-01-01', 11 * index))
const NIGHTS = ['2026-02-01', '2026-02-02', '2026-02-03']
const LISTINGS = [LISTING, OTHER_LISTING]

/** What happens to a store. */
type Event =
  | { kind: 'read' | 'lost'; day: number; views: readonly (number | null)[]; mode: HistoryMode }
  | { kind: 'retention'; day: number }

/** What may be read: one number of a listing, in one of the tables. */
interface Slot {
  readonly table: ReadTable
  readonly row: (value: number) => AnyMetricRow
}

const READ_TABLES = ['chart_query', 'metric_points', 'metric_windows'] as const
type ReadTable = (typeof READ_TABLES)[number]

/** Series that have the same nights, and change each by itself; what tells them apart holds what JSON and SQL quote. */
const LANES = [
  { metric: 'occupancy_rate' },
  { metric: 'occupancy_rate', series: 'similar' },
  { metric: 'occupancy_rate', granularity: 'WEEK' },
  { metric: `nights "booked", 'DAY'`, series: 'your' },
]

const SLOTS: readonly Slot[] = [
  ...LISTINGS.flatMap((listingId) =>
    NIGHTS.map(
      (night): Slot => ({
        table: 'chart_query',
        row: (impressions) => ({ ...chartRow(night, { listingId, impressions }) }),
      }),
    ),
  ),
  ...LANES.flatMap((lane) =>
    NIGHTS.slice(0, 2).map(
      (night): Slot => ({
        table: 'metric_points',
        row: (value) => ({ ...pointRow(night, { ...lane, value }) }),
      }),
    ),
  ),
  {
    table: 'metric_points',
    row: (value) => ({ ...pointRow('2026-02-01', { listingId: OTHER_LISTING, value }) }),
  },
  ...[
    { week: '2026-02-01', nights: 7 },
    { week: '2026-02-08', nights: 7 },
    { week: '2026-02-01', nights: 28 },
  ].map(
    ({ week, nights }): Slot => ({
      table: 'metric_windows',
      row: (value) => ({ ...windowRow(week, { nights, value }) }),
    }),
  ),
]

/** The name of a row among all that are read. */
const nameOf = (table: ReadTable, row: AnyMetricRow): string =>
  JSON.stringify([table, row['airbnb_listing_id'], ...METRIC_TABLES[table].key.map((name) => row[name])])

const numberOf = (table: ReadTable, row: AnyMetricRow): unknown =>
  row[table === 'chart_query' ? 'p3_impressions_your_value' : 'value']

/** For each slot what is read of it, or nothing; few numbers, so that many say what was known. */
const views = fc.array(fc.option(fc.integer({ min: 0, max: 1 }), { freq: 4 }), {
  minLength: SLOTS.length,
  maxLength: SLOTS.length,
})
const day = fc.integer({ min: 0, max: DAYS.length - 1 })

const events = (modes: readonly HistoryMode[]): fc.Arbitrary<Event[]> => {
  const mode = fc.constantFrom(...modes)
  const reading = (kind: 'read' | 'lost') => fc.record({ kind: fc.constant(kind), day, views, mode })
  return fc.array(
    fc.oneof(
      { weight: 12, arbitrary: reading('read') },
      { weight: 1, arbitrary: reading('lost') },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('retention' as const), day }) },
    ),
    { minLength: 2, maxLength: 14 },
  )
}

const onlyOne = (onDay: number): Event => ({
  kind: 'read',
  day: onDay,
  views: SLOTS.map((_slot, index) => (index === 4 ? 1 : null)),
  mode: 'changes',
})

/** What once came out otherwise. */
const FOUND: readonly Event[][] = [
  // When it had been read last was noted before the cut, and read again after it.
  [onlyOne(0), onlyOne(1), { kind: 'retention', day: 2 }, onlyOne(3)],
]

/** Every reading of every night, by scrape day. */
class EveryReading {
  readonly #readings = new Map<string, Map<string, number>>()

  keys(): string[] {
    return [...this.#readings.keys()].toSorted()
  }

  read(key: string, scrapeDay: string): number | undefined {
    return this.#readings.get(key)?.get(scrapeDay)
  }

  asOf(key: string, scrapeDay: string): { readOn: string; value: number } | undefined {
    const days = [...(this.#readings.get(key) ?? [])].filter(([readOn]) => readOn <= scrapeDay)
    const [newest] = days.toSorted(([one], [other]) => (one < other ? 1 : -1))
    return newest && { readOn: newest[0], value: newest[1] }
  }

  add(key: string, scrapeDay: string, value: number): void {
    const readings = this.#readings.get(key) ?? new Map<string, number>()
    this.#readings.set(key, readings.set(scrapeDay, value))
  }
}

/** What an event reads. */
const readingsOf = (event: { views: readonly (number | null)[] }) =>
  SLOTS.flatMap(({ table, row }, index) => {
    const value = event.views[index] ?? null
    return value === null ? [] : [{ table, value, row: row(value), name: nameOf(table, row(value)) }]
  })

const rowsOf = (event: { views: readonly (number | null)[] }): MetricRows => {
  const of = (wanted: ReadTable) =>
    readingsOf(event).flatMap(({ table, row }) => (table === wanted ? [row as never] : []))
  return {
    chartQuery: of('chart_query'),
    metricPoints: of('metric_points'),
    metricWindows: of('metric_windows'),
  }
}

/** Lets events happen to a store and to a model that keeps every reading, and holds all answers of the two together. */
async function happen(context: StoreContext, all: readonly Event[]): Promise<void> {
  const model = new EveryReading()
  let cut = DAYS[0] ?? ''
  for (const event of all) {
    const on = DAYS[event.day] ?? ''
    if (event.kind === 'retention') {
      if (on <= cut) continue
      cut = on
      await createMaintenance(context).apply({
        dropAfterDays: 1,
        compressAfterDays: null,
        today: dayAfter(cut, 1),
      })
    } else if (on >= cut) {
      const metrics = createMetrics({ ...context, history: event.mode })
      const input = { accountId: ACCOUNT, scrapeDay: on, ...rowsOf(event) }
      if (event.kind === 'lost') {
        const lost = transact(context.db, async (tx) => {
          await metrics.upsert({ ...input, tx })
          throw new Error('lost')
        })
        if (!(await lost.then(() => 'done', String)).includes('lost')) throw new Error('it was not lost')
      } else {
        const { tables, ...counts } = await metrics.upsert(input)
        deepStrictEqual(counts, expectedCounts(model, event, on, READ_TABLES))
        for (const table of READ_TABLES)
          deepStrictEqual(tables[table], expectedCounts(model, event, on, [table]))
        for (const { name, value } of readingsOf(event)) model.add(name, on, value)
      }
    }
    await compare(context, model, cut)
  }
}

function expectedCounts(
  model: EveryReading,
  event: Extract<Event, { kind: 'read' | 'lost' }>,
  on: string,
  tables: readonly ReadTable[],
) {
  const counts = { inserted: 0, updated: 0, unchanged: 0 }
  for (const { table, name, value } of readingsOf(event)) {
    if (!tables.includes(table)) continue
    const before = model.read(name, on)
    const known = event.mode === 'all' ? before : model.asOf(name, on)?.value
    counts[known === value ? 'unchanged' : before === undefined ? 'inserted' : 'updated'] += 1
  }
  return counts
}

async function compare(context: StoreContext, model: EveryReading, cut: string): Promise<void> {
  const metrics = createMetrics(context)
  for (const asOf of [...DAYS.filter((scrapeDay) => scrapeDay >= cut), undefined]) {
    const answers: Answer[] = []
    for (const table of READ_TABLES) {
      const query = { table, accountId: ACCOUNT }
      const rows = await (asOf === undefined
        ? metrics.latest<MetricTable>(query)
        : metrics.asOf<MetricTable>({ ...query, asOf }))
      for (const row of rows) {
        const name = nameOf(table, { ...row })
        const value = numberOf(table, { ...row })
        answers.push([name, value, row.confirmed_on])
        // Since then, and as far back as is kept, no reading said anything else.
        expect(row.time <= row.confirmed_on || row.time <= cut).toBe(true)
        for (const scrapeDay of DAYS) {
          if (scrapeDay < row.time || scrapeDay > row.confirmed_on) continue
          expect(model.read(name, scrapeDay) ?? value).toBe(value)
        }
      }
    }
    const expected = model.keys().flatMap((name) => {
      const known = model.asOf(name, asOf ?? '9999-12-31')
      return known === undefined ? [] : [[name, known.value, known.readOn]]
    })
    expect(answers.toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual(expected)
    expect(await ofSeries(metrics, asOf)).toEqual(occupancyIn(answers))
  }
}

type Answer = [name: string, value: unknown, readOn: string]

/** A listing's nights of one metric as they are read alone. */
async function ofSeries(metrics: Metrics, asOf: string | undefined): Promise<Answer[]> {
  const query = { accountId: ACCOUNT, metric: 'occupancy_rate', ...(asOf !== undefined && { asOf }) }
  const rows = await metrics.series(query)
  return rows.map((row) => [nameOf('metric_points', { ...row }), row.value, row.confirmed_on])
}

const occupancyIn = (answers: readonly Answer[]): Answer[] =>
  answers
    .filter(([name]) => name.includes('"occupancy_rate"') && name.includes('"DAY"'))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test.each<[string, readonly HistoryMode[]]>([
    ['of changes', ['changes']],
    ['of all rows', ['all']],
    ['that was kept in both ways', ['changes', 'all']],
  ])(
    'whatever happens, a history %s answers as if every reading had been kept',
    async (_what, modes) => {
      await empty()
      const context = await open.context({ keepData: true })
      const told = fc.assert(
        fc.asyncProperty(events(modes), async (all) => {
          await addAccount(await empty())
          await happen(context, all)
        }),
        { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 8), examples: FOUND.map((found) => [found]) },
      )
      await expect(told).resolves.toBeUndefined()
    },
    180_000,
  )
}, USUAL_FLAVOURS)
