import { ASKABLE_METRICS } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import {
  DEFAULT_CHOICE,
  isMetricChoice,
  MetricChoiceError,
  parseMetricChoice,
} from '../../src/config/metric-choice.ts'
import { resolveSettings } from '../../src/config/resolve-settings.ts'

const short = (text: string): string =>
  parseMetricChoice(text)
    .map(({ metric, everyDays }) => `${metric}:${String(everyDays)}`)
    .join(' ')

const refusal = (text: string): string => {
  try {
    parseMetricChoice(text)
  } catch (error) {
    if (error instanceof MetricChoiceError) return error.message
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a choice of metrics', () => {
  it.each([
    ['occupancy_rate', 'occupancy_rate:1'],
    ['nightly_rate:3', 'nightly_rate:3'],
    ['default', 'conversion_rate:1 p3_impressions:1'],
    ['occupancy', 'occupancy_rate:1 cancellation_rate:1 length_of_stay:1 nightly_rate:1'],
    ['Occupancy:90', 'occupancy_rate:90 cancellation_rate:90 length_of_stay:90 nightly_rate:90'],
    // The later one counts, and the order is the registry's.
    ['OCCUPANCY:7,occupancy_rate:1', 'occupancy_rate:1 cancellation_rate:7 length_of_stay:7 nightly_rate:7'],
    ['occupancy_rate:1,OCCUPANCY:7', 'occupancy_rate:7 cancellation_rate:7 length_of_stay:7 nightly_rate:7'],
    ['value, booking_window : 2 ,', 'booking_window:2 value:1'],
    ['value:7,value', 'value:1'],
  ])('%s', (text, parsed) => {
    expect(short(text)).toBe(parsed)
  })

  it('of all has the sixteen that can be asked for', () => {
    const all = parseMetricChoice('ALL:7')
    expect(all.map(({ metric }) => metric)).toEqual(ASKABLE_METRICS)
    expect(all).toHaveLength(16)
    expect(new Set(all.map(({ everyDays }) => everyDays))).toEqual(new Set([7]))
  })

  it('of default is what is asked for where nobody chose', () => {
    expect(parseMetricChoice('default')).toEqual(DEFAULT_CHOICE)
  })

  it.each([
    ['ocupancy_rate', 'there is no metric "ocupancy_rate" (did you mean occupancy_rate?)'],
    ['default,QUALTY:7', 'there is no metric "QUALTY" (did you mean quality?)'],
    ['rainfall', 'there is no metric "rainfall"'],
    ['p2_impressions', 'p2_impressions comes along with p3_impressions, which can be asked for'],
    [
      'search_conversion_rate:7',
      'search_conversion_rate comes along with conversion_rate, which can be asked for',
    ],
    ['value:0', '"value:0" is to be asked for every 1 to 90 days'],
    ['value:91', '"value:91" is to be asked for every 1 to 90 days'],
    ['value:daily', '"value:daily" is to be asked for every 1 to 90 days'],
    ['value:', '"value:" is to be asked for every 1 to 90 days'],
    ['value:1:2', '"value:1:2" has more than one :'],
    [':7', 'there is no metric ""'],
    [' , ', 'it names no metric'],
  ])('%s is refused', (text, message) => {
    expect(refusal(text)).toBe(message)
  })

  it('of a name without end is refused in a line', () => {
    expect(refusal('x'.repeat(100_000)).length).toBeLessThan(200)
  })
})

const resolved = (text: string) =>
  resolveSettings(['metrics'], {
    flags: {},
    environment: { SYNC_METRICS: text },
    envFile: undefined,
    cwd: '.',
  }).values.metrics

describe('the setting', () => {
  it('is a choice', () => {
    expect(resolved('occupancy_rate:7')).toEqual([{ metric: 'occupancy_rate', everyDays: 7 }])
    expect(resolved('')).toEqual(DEFAULT_CHOICE)
  })

  it('refuses what is none with the nearest name and with all names', () => {
    expect(() => resolved('lenght_of_stay')).toThrow(
      'SYNC_METRICS (--metrics): given "lenght_of_stay" (there is no metric "lenght_of_stay" (did you mean length_of_stay?)), allowed: names',
    )
    expect(() => resolved('lenght_of_stay')).toThrow(
      /default, all, CONVERSION.*, communication, location, value$/,
    )
  })
})

it.each([
  [DEFAULT_CHOICE, true],
  [[{ metric: 'value', everyDays: 90 }], true],
  [[], false],
  ['default', false],
  [[null], false],
  [[{ metric: 'value', everyDays: 91 }], false],
  [[{ metric: 'value', everyDays: 1.5 }], false],
  [[{ metric: 'p2_impressions', everyDays: 1 }], false],
  [
    [
      { metric: 'value', everyDays: 1 },
      { metric: 'value', everyDays: 7 },
    ],
    false,
  ],
])('%j: is a choice: %s', (choice, is) => {
  expect(isMetricChoice(choice)).toBe(is)
})
