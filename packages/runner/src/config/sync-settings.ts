import { MAX_LOOKAHEAD_WEEKS } from 'insights-transform'
import { z } from 'zod'
import {
  DEFAULT_CHOICE,
  METRIC_CHOICES,
  type MetricChoice,
  MetricChoiceError,
  parseMetricChoice,
} from './metric-choice.ts'
import { setting } from './setting.ts'
import { ON_OR_OFF, onOrOff, wholeNumber } from './text-schemas.ts'

const AHEAD = `${MAX_LOOKAHEAD_WEEKS} (nights further ahead are answered with zeros that nobody measured)`

/** What a sync asks for, and how many accounts at a time. */
export const SYNC_SETTINGS = {
  metrics: setting<MetricChoice>({
    flag: '--metrics',
    argument: '<names>',
    env: ['SYNC_METRICS'],
    default: DEFAULT_CHOICE,
    defaultText: 'default',
    allowed: `names separated by commas, each with :n behind it for one day of n (1 to 90), of: ${METRIC_CHOICES}`,
    schema: z
      .string()
      .transform(readMetricChoice)
      .describe(
        'Metrics that a sync asks for: names, pages (OCCUPANCY), default or all, with how often: all:7,occupancy_rate:1 asks for all on one day of seven and for the occupancy each day. `metrics list` has them, and what they cost.',
      ),
  }),
  lookbackWeeks: setting({
    flag: '--lookback-weeks',
    argument: '<n>',
    env: ['LOOKBACK_WEEKS'],
    default: 25,
    allowed: 'a whole number from 1 to 25 (the API serves no more than 180 days back)',
    schema: wholeNumber({ min: 1, max: 25 }).describe('Weeks back that a first sync (backfill) asks for.'),
  }),
  lookaheadWeeks: setting({
    flag: '--lookahead-weeks',
    argument: '<n>',
    env: ['LOOKAHEAD_WEEKS'],
    default: 5,
    allowed: `a whole number from 0 to ${AHEAD}`,
    schema: wholeNumber({ min: 0, max: MAX_LOOKAHEAD_WEEKS }).describe(
      'Weeks ahead that every sync asks for.',
    ),
  }),
  horizonWeeks: setting({
    flag: '--horizon-weeks',
    argument: '<n>',
    env: ['HORIZON_WEEKS'],
    default: 12,
    allowed: `a whole number from 0 to ${AHEAD}`,
    schema: wholeNumber({ min: 0, max: MAX_LOOKAHEAD_WEEKS }).describe(
      'Weeks ahead that a first or full sync asks for, and any sync on one day of seven; no fewer than LOOKAHEAD_WEEKS count.',
    ),
  }),
  canary: setting({
    flag: '--canary',
    argument: '<on|off>',
    env: ['SYNC_CANARY'],
    default: true,
    defaultText: 'on',
    allowed: ON_OR_OFF,
    schema: onOrOff().describe(
      'Ask one past week twice in each run, by chart and by list, and tell if they differ: two more requests.',
    ),
  }),
  concurrency: setting({
    flag: '--concurrency',
    argument: '<n>',
    env: ['SYNC_CONCURRENCY'],
    default: 4,
    allowed: 'a whole number from 1 to 256',
    schema: wholeNumber({ min: 1, max: 256 }).describe(
      'Accounts synced at the same time; each is paced by itself.',
    ),
  }),
}

function readMetricChoice(text: string, context: z.RefinementCtx): MetricChoice {
  try {
    return parseMetricChoice(text)
  } catch (error) {
    if (!(error instanceof MetricChoiceError)) throw error
    context.addIssue({ code: 'custom', message: error.message, params: { explains: true } })
    return z.NEVER
  }
}
