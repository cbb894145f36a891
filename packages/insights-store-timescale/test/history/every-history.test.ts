import { deepStrictEqual } from 'node:assert/strict'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { transact } from '../../src/connection/transact.ts'
import type { HistoryMode } from '../../src/database.ts'
import { createMaintenance } from '../../src/maintenance/maintenance.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import type { StoreContext } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

/** Scrape days so far apart that they lie in several chunks. */
const DAYS = Array.from({ length: 10 }, (_, index) => dayAfter('2026-01-01', 11 * index))
const NIGHTS = ['2026-02-01', '2026-02-02', '2026-02-03']
const LISTINGS = [LISTING, OTHER_LISTING]

/** What happens to a store. */
type Event =
  | { kind: 'read' | 'lost'; day: number; views: readonly (number | null)[]; mode: HistoryMode }
  | { kind: 'retention'; day: number }

/** For each night of each listing what is read of it, or nothing; few numbers, so that many say what was known. */
const views = fc.array(fc.option(fc.integer({ min: 0, max: 1 }), { freq: 4 }), {
  minLength: NIGHTS.length * LISTINGS.length,
  maxLength: NIGHTS.length * LISTINGS.length,
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
  views: [null, null, null, null, 1, null],
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

const keyOf = (index: number) => ({
  listingId: LISTINGS[Math.floor(index / NIGHTS.length)] ?? '',
  night: NIGHTS[index % NIGHTS.length] ?? '',
})

const rowsOf = (event: { views: readonly (number | null)[] }) =>
  event.views.flatMap((impressions, index) => {
    const { listingId, night } = keyOf(index)
    return impressions === null ? [] : [{ ...chartRow(night, { listingId, impressions }) }]
  })

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
      const input = { accountId: ACCOUNT, scrapeDay: on, chartQuery: rowsOf(event) }
      if (event.kind === 'lost') {
        const lost = transact(context.db, async (tx) => {
          await metrics.upsert({ ...input, tx })
          throw new Error('lost')
        })
        if (!(await lost.then(() => 'done', String)).includes('lost')) throw new Error('it was not lost')
      } else {
        const { tables, ...counts } = await metrics.upsert(input)
        deepStrictEqual([counts, tables.chart_query], Array(2).fill(expectedCounts(model, event, on)))
        event.views.forEach((value, index) => {
          const { listingId, night } = keyOf(index)
          if (value !== null) model.add(`${listingId} ${night}`, on, value)
        })
      }
    }
    await compare(context, model, cut)
  }
}

function expectedCounts(model: EveryReading, event: Extract<Event, { kind: 'read' | 'lost' }>, on: string) {
  const counts = { inserted: 0, updated: 0, unchanged: 0 }
  event.views.forEach((value, index) => {
    if (value === null) return
    const { listingId, night } = keyOf(index)
    const key = `${listingId} ${night}`
    const before = model.read(key, on)
    const known = event.mode === 'all' ? before : model.asOf(key, on)?.value
    counts[known === value ? 'unchanged' : before === undefined ? 'inserted' : 'updated'] += 1
  })
  return counts
}

async function compare(context: StoreContext, model: EveryReading, cut: string): Promise<void> {
  const metrics = createMetrics(context)
  for (const asOf of [...DAYS.filter((scrapeDay) => scrapeDay >= cut), undefined]) {
    const query = { accountId: ACCOUNT }
    const rows = await (asOf === undefined ? metrics.latest(query) : metrics.asOf({ ...query, asOf }))
    const answers = rows.map((row) => [
      `${row.airbnb_listing_id} ${row.metric_date}`,
      row.p3_impressions_your_value,
      row.confirmed_on,
    ])
    const expected = model.keys().flatMap((key) => {
      const known = model.asOf(key, asOf ?? '9999-12-31')
      return known === undefined ? [] : [[key, known.value, known.readOn]]
    })
    expect(answers).toEqual(expected)
    for (const row of rows) {
      // Since then, and as far back as is kept, no reading said anything else.
      const key = `${row.airbnb_listing_id} ${row.metric_date}`
      expect(row.time <= row.confirmed_on || row.time <= cut).toBe(true)
      for (const scrapeDay of DAYS) {
        if (scrapeDay < row.time || scrapeDay > row.confirmed_on) continue
        expect(model.read(key, scrapeDay) ?? row.p3_impressions_your_value).toBe(
          row.p3_impressions_your_value,
        )
      }
    }
  }
}

describeStores(
  (_name, open) => {
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
  },
  STORE_FLAVOURS.filter(({ schema }) => schema === 'airbnb'),
)
