import { addDays } from 'insights-transform'
import { formatCount } from '../output/format.ts'
import type { DemoStage } from './demo-stage.ts'
import { type DemoSync, reportOf } from './demo-sync.ts'
import { BASE_DAY_LAG, THROTTLED_ACCOUNT, TROUBLED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'
import { compareStoredValues } from './stored-values.ts'

/** The base day that was not where it was expected: told by the answers, and every number under its own night. */
export async function checkBaseDay(
  { store, simulator, heard }: DemoStage,
  sync: DemoSync,
): Promise<ScriptedEvent> {
  const actual = addDays(sync.scrapeDay, -BASE_DAY_LAG)
  const synced = [THROTTLED_ACCOUNT, TROUBLED_ACCOUNT]
  const measured = synced.every((accountId) => reportOf(sync, accountId).run?.baseDay === actual)
  const surprises = heard.flatMap(({ event }) => (event.type === 'base_day' ? [event] : []))
  const expected = surprises[0]?.expected ?? actual
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
    happened: measured && surprises.length === synced.length && compared > 0 && different === 0,
    story: `The API takes "days from a base day" and does not say which day that is. The guess was ${expected}; the dates in the first answer gave it away as ${actual}, and that one question was asked again. Had it gone unnoticed, every number would stand under the wrong night. Of ${formatCount(compared)} stored numbers, ${different === 0 ? 'every one is' : `${formatCount(compared - different)} are`} what the simulator knows of the same nights.`,
  }
}
