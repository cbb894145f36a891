import { setting } from './setting.ts'
import { wholeNumber } from './text-schemas.ts'

/** What a sync asks for, and how many accounts at a time. */
export const SYNC_SETTINGS = {
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
    allowed: 'a whole number from 0 to 25',
    schema: wholeNumber({ min: 0, max: 25 }).describe('Weeks ahead that every sync asks for.'),
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
