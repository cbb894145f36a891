import type { AccountMetric } from 'insights-store-timescale'
import { addDays, type CalendarDate } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import { parseMetricChoice } from '../../src/config/metric-choice.ts'
import { metricOutlooks } from '../../src/sync/metric-outlook.ts'
import { newestOwnDay } from '../../src/sync/own-day.ts'

const ACCOUNT = '310000001'
/** The account's own day of seven. */
const OWN_DAY = newestOwnDay(ACCOUNT, 7, '2026-04-15')

const state = (
  metric: string,
  answeredOn: CalendarDate | null,
  refusedOn: CalendarDate | null = null,
): AccountMetric => ({ metric, answeredOn, refusedOn, refusal: refusedOn && 'No such metric.' })

const dueOn = (
  choice: string,
  known: readonly AccountMetric[],
  scrapeDay: CalendarDate,
  full = false,
): string[] =>
  metricOutlooks(ACCOUNT, parseMetricChoice(choice), known, { scrapeDay, full })
    .metrics.filter(({ isDue }) => isDue)
    .map(({ metric }) => metric)

describe('what is due', () => {
  test('is everything where nothing was asked for yet', () => {
    expect(dueOn('value:7,occupancy_rate', [], addDays(OWN_DAY, 3))).toEqual(['occupancy_rate', 'value'])
  })

  test('is a metric of every seventh day on the own day alone', () => {
    const known = [state('value', addDays(OWN_DAY, -7))]
    const days = Array.from({ length: 7 }, (_, index) => addDays(OWN_DAY, index - 6))
    expect(days.filter((day) => dueOn('value:7', known, day).length > 0)).toEqual([OWN_DAY])
  })

  test('is what was missed on that day, at the next sync', () => {
    const known = [state('value', addDays(OWN_DAY, -7))]
    expect(dueOn('value:7', known, addDays(OWN_DAY, 2))).toEqual(['value'])
    expect(dueOn('value:7', [state('value', addDays(OWN_DAY, 2))], addDays(OWN_DAY, 3))).toEqual([])
    expect(dueOn('value:7', [state('value', addDays(OWN_DAY, 2))], addDays(OWN_DAY, 7))).toEqual(['value'])
  })

  test('is on the same day again what that day has asked for', () => {
    const day = addDays(OWN_DAY, 2)
    expect(dueOn('value:7', [state('value', day)], day)).toEqual(['value'])
  })

  test('is a metric of each day whenever it was asked for last, and all of them of a full sync', () => {
    const known = [state('value', OWN_DAY), state('location', OWN_DAY)]
    const day = addDays(OWN_DAY, 1)
    expect(dueOn('value,location:7', known, day)).toEqual(['value'])
    expect(dueOn('value,location:7', known, day, true)).toEqual(['location', 'value'])
  })

  test('is no metric that was refused within a week, also of a full sync, and then is again', () => {
    const refused = [state('value', null, OWN_DAY)]
    expect(dueOn('value', refused, OWN_DAY)).toEqual([])
    expect(dueOn('value', refused, addDays(OWN_DAY, 6), true)).toEqual([])
    expect(dueOn('value', refused, addDays(OWN_DAY, 7))).toEqual(['value'])
  })

  test('is all with columns where one of them is: newer rows would hide the others', () => {
    const known = [state('p3_impressions', OWN_DAY), state('conversion_rate', OWN_DAY)]
    const day = addDays(OWN_DAY, 1)
    expect(dueOn('all:7,p3_impressions:1', known, day)).toContain('conversion_rate')
    expect(dueOn('default:7', known, day)).toEqual([])
  })
})
