import { addDays, guessBaseDay } from 'insights-transform'
import { formatCount } from '../output/format.ts'
import type { DemoStage } from './demo-stage.ts'
import { type DemoSync, reportOf } from './demo-sync.ts'
import { BASE_DAY_LAG, THROTTLED_ACCOUNT, TROUBLED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'
import { compareStoredValues } from './stored-values.ts'

/** The base day that was not where it was expected: measured, and every number under its own day. */
export async function checkBaseDay({ store, simulator }: DemoStage, sync: DemoSync): Promise<ScriptedEvent> {
  const expected = guessBaseDay(sync.scrapeDay)
  const actual = addDays(sync.scrapeDay, -BASE_DAY_LAG)
  const synced = [THROTTLED_ACCOUNT, TROUBLED_ACCOUNT]
  const measured = synced.every((accountId) => reportOf(sync, accountId).run?.baseDay === actual)
  let compared = 0
  let different = 0
  for (const account of simulator.accounts) {
    if (!synced.includes(account.accountId)) continue
    const comparison = await compareStoredValues(store, account, sync.scrapeDay)
    compared += comparison.compared
    different += comparison.different
  }
  return {
    event: 'unexpected_base_day',
    title: 'A base day that is not where it was expected',
    happened: measured && compared > 0 && different === 0 && isDatedRight(sync),
    story: `The API takes "days from a base day" and does not say which day that is. The guess was ${expected}; the dates in the first answers gave it away as ${actual}, and what had been asked with the guess was asked again. Had that gone unnoticed, every weekly number would stand under the wrong week. Of ${formatCount(compared)} stored numbers, ${different === 0 ? 'every one is' : `${formatCount(compared - different)} are`} what the simulator knows of the same calendar days.`,
  }
}

/** Weekly numbers carry no date, so none may be asked for with a base day that was only guessed: their weeks begin on Sundays. */
function isDatedRight({ requests }: DemoSync): boolean {
  const lists = requests.filter(({ operation }) => operation === 'ListOfMetricsQuery')
  return (
    lists.length > 0 &&
    lists.every(({ baseDay, relativeDsStart }) => {
      if (relativeDsStart === null) return false
      return new Date(`${addDays(baseDay, relativeDsStart)}T00:00:00Z`).getUTCDay() === 0
    })
  )
}
