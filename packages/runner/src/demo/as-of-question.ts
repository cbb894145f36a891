import { simulatedValue } from 'airbnb-insights-client/simulator'
import { addDays, type CalendarDate } from 'insights-transform'
import type { DemoStage } from './demo-stage.ts'
import { FIRST_DAY, SECOND_DAY, THROTTLED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** One question, and what the answer was known to be on each of the two days. */
export interface AsOfQuestion {
  readonly accountId: string
  readonly listingId: string
  readonly listing: string
  readonly metric: 'p3_impressions_your_value'
  /** The calendar day that is asked about. */
  readonly day: CalendarDate
  readonly answers: readonly { readonly asOf: CalendarDate; readonly value: number | null }[]
}

/** Asks about the day before the first sync, which the API was still counting then. */
export async function askAsOf({ store, simulator }: DemoStage): Promise<AsOfQuestion> {
  const listing = simulator.accounts.find(({ accountId }) => accountId === THROTTLED_ACCOUNT)?.listings[0]
  if (listing === undefined) throw new Error('the simulator has no such account')
  const { listingId, internalName } = listing
  const day = addDays(FIRST_DAY, -1)
  const answers: AsOfQuestion['answers'][number][] = []
  for (const asOf of [FIRST_DAY, SECOND_DAY]) {
    const [row] = await store.metrics.asOf({
      account: THROTTLED_ACCOUNT,
      listing: listingId,
      from: day,
      to: day,
      asOf,
    })
    answers.push({ asOf, value: row?.p3_impressions_your_value ?? null })
  }
  return {
    accountId: THROTTLED_ACCOUNT,
    listingId,
    listing: internalName,
    metric: 'p3_impressions_your_value',
    day,
    answers,
  }
}

/** The two answers differ, and each is what the API said on its day. */
export function checkAsOf({ listingId, day, answers }: AsOfQuestion): ScriptedEvent {
  const known = answers.map(({ asOf }) =>
    simulatedValue({ listingId, metric: 'p3_impressions', series: 'your', day, knownOn: asOf }),
  )
  const [before, after] = answers.map(({ value }) => value)
  return {
    event: 'as_of',
    title: 'Both answers can still be had',
    happened: before !== after && answers.every(({ value }, at) => value !== null && value === known[at]),
    story: `Every row carries the scrape day on which it was true, so "what did we know on that day?" has an answer for ever: a forecast can be judged by what it could know. (${String(before)} and ${String(after)} are exactly what the simulator said on each day.)`,
  }
}
