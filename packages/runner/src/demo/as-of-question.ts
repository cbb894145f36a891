import { simulatedValue } from 'airbnb-insights-client/simulator'
import { addDays, type CalendarDate, daysBetween } from 'insights-transform'
import type { DemoStage } from './demo-stage.ts'
import { FIRST_DAY, SECOND_DAY, THROTTLED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** One question about a night, and what the answer was known to be on each of the two days. */
export interface AsOfQuestion {
  readonly accountId: string
  readonly listingId: string
  readonly internalName: string
  readonly metric: 'p3_impressions_your_value'
  /** The night that is asked about. */
  readonly night: CalendarDate
  /** How many days before it the first answer was known. */
  readonly daysAhead: number
  readonly answers: readonly { readonly asOf: CalendarDate; readonly value: number | null }[]
}

/** Asks about the night, some three weeks ahead, that gained most page views from the first day to the second. */
export async function askAsOf({ store, simulator }: DemoStage): Promise<AsOfQuestion> {
  const query = {
    accountId: THROTTLED_ACCOUNT,
    from: addDays(FIRST_DAY, 18),
    to: addDays(FIRST_DAY, 24),
  }
  const first = await store.metrics.asOf({ ...query, asOf: FIRST_DAY })
  const second = await store.metrics.asOf({ ...query, asOf: SECOND_DAY })
  const valueOf = (row: (typeof first)[number] | undefined): number => row?.p3_impressions_your_value ?? 0
  const [asked] = second
    .map((row, index) => ({ row, before: first[index], gained: valueOf(row) - valueOf(first[index]) }))
    .toSorted((one, other) => other.gained - one.gained)
  const listings = simulator.accounts.flatMap((account) => account.listings)
  const listing = listings.find(({ listingId }) => listingId === asked?.row.airbnb_listing_id)
  if (asked === undefined || listing === undefined)
    throw new Error('the demo has stored no night to ask about')
  const { row, before } = asked
  return {
    accountId: THROTTLED_ACCOUNT,
    listingId: listing.listingId,
    internalName: listing.internalName,
    metric: 'p3_impressions_your_value',
    night: row.metric_date,
    daysAhead: daysBetween(FIRST_DAY, row.metric_date),
    answers: [
      { asOf: FIRST_DAY, value: before?.p3_impressions_your_value ?? null },
      { asOf: SECOND_DAY, value: row.p3_impressions_your_value },
    ],
  }
}

/** The two answers differ, and each is what the API said on its day. */
export function checkAsOf({ listingId, night, answers }: AsOfQuestion): ScriptedEvent {
  const known = answers.map(({ asOf }) =>
    simulatedValue({ listingId, metric: 'p3_impressions', series: 'your', night, knownOn: asOf }),
  )
  const [before, after] = answers.map(({ value }) => value ?? 0)
  const gained = (after ?? 0) - (before ?? 0)
  return {
    event: 'as_of',
    title: 'Both answers can still be had',
    happened: gained > 0 && answers.every(({ value }, at) => value !== null && value === known[at]),
    story: `Within a day the night gained ${String(gained)}: that is its pace, the interest of guests who want to stay then, weeks before it comes. Airbnb shows only the newest number. Every row here carries the day on which it was read, so that both can be asked for, for ever. (${String(before)} and ${String(after)} are exactly what the simulator said on each day.)`,
  }
}
