import { RETRY_POLICY } from 'insights-store-timescale/retry-policy'
import { setting } from './setting.ts'
import { oneLine, wholeNumber } from './text-schemas.ts'

/** When the service syncs, how much at a time, and how it keeps the tables. */
export const SCHEDULE_SETTINGS = {
  syncCron: setting({
    flag: '--sync-cron',
    argument: '<cron>',
    env: ['SYNC_CRON'],
    default: '0 5 * * *',
    allowed: 'a cron expression of five fields (UTC), such as 0 5 * * *',
    // Whether its numbers make sense is for the service to say, which loads what reads it.
    schema: oneLine(200)
      .refine((text) => text.split(/\s+/).length === 5)
      .describe('When accounts are synced, in UTC; each at most once a scrape day by schedule.'),
  }),
  syncSpreadMinutes: setting({
    flag: '--sync-spread-minutes',
    argument: '<n>',
    env: ['SYNC_SPREAD_MINUTES'],
    default: 30,
    allowed: 'a whole number from 0 to 1380',
    schema: wholeNumber({ min: 0, max: 1380 }).describe(
      'Minutes over which the accounts are spread; each keeps its own minute.',
    ),
  }),
  workerConcurrency: setting({
    flag: '--worker-concurrency',
    argument: '<n>',
    env: ['WORKER_CONCURRENCY'],
    default: 4,
    allowed: 'a whole number from 1 to 256',
    schema: wholeNumber({ min: 1, max: 256 }).describe('Accounts that this process syncs at a time.'),
  }),
  retryDelaySeconds: setting({
    flag: '--retry-delay-seconds',
    argument: '<s>',
    env: ['RETRY_DELAY_SECONDS'],
    default: RETRY_POLICY.firstDelaySeconds,
    allowed: 'a whole number from 1 to 86400',
    schema: wholeNumber({ min: 1, max: 86_400 }).describe(
      `Seconds before a failed or partial run is tried again; ${String(RETRY_POLICY.growth)} times as long each further time, ${String(RETRY_POLICY.maxRetries)} times in all.`,
    ),
  }),
  shutdownTimeoutSeconds: setting({
    flag: '--shutdown-timeout-seconds',
    argument: '<s>',
    env: ['SHUTDOWN_TIMEOUT_SECONDS'],
    default: 30,
    allowed: 'a whole number from 1 to 3600',
    schema: wholeNumber({ min: 1, max: 3600 }).describe(
      'Seconds that the listings in hand may take to finish at SIGTERM; then they are rolled back.',
    ),
  }),
  retentionDays: setting<number | undefined>({
    flag: '--retention-days',
    argument: '<n>',
    env: ['RETENTION_DAYS'],
    defaultText: 'everything is kept',
    allowed: 'a whole number from 1 to 36500',
    schema: wholeNumber({ min: 1, max: 36_500 }).describe(
      'Drop what was scraped more than so many days ago. What the API no longer serves exists nowhere else.',
    ),
  }),
  compressAfterDays: setting({
    flag: '--compress-after-days',
    argument: '<n>',
    env: ['COMPRESS_AFTER_DAYS'],
    default: 7,
    allowed: 'a whole number from 0 to 36500',
    schema: wholeNumber({ min: 0, max: 36_500 }).describe(
      "Compress chunks that end more than so many days ago (TimescaleDB's Community edition); 0 compresses no more.",
    ),
  }),
}
