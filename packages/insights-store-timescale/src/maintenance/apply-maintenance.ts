import { type CalendarDate, METRIC_TABLE_NAMES } from 'insights-transform'
import { databaseErrorCode } from '../database-error-code.ts'
import { InvalidStoreOptionError } from '../errors.ts'
import { timescaleSchema } from '../hypertables/timescale-catalogue.ts'
import type { StoreContext } from '../store-context.ts'
import { deleteOldRows, dropOldChunks } from './drop-old-rows.ts'
import { setPolicy } from './policies.ts'

/** What is kept, and how. */
export interface MaintenanceOptions {
  /**
   * Drops what was scraped more than so many days ago; null keeps everything. What was last known of each night by then
   * is kept, under the first day that stays. What the API no longer serves exists nowhere else, so think twice. Where
   * there are chunks, whole ones are dropped: rows may live up to 30 days longer.
   *
   * @defaultValue null
   */
  dropAfterDays?: number | null
  /**
   * Compresses chunks that end more than so many days ago; null compresses nothing more. A sync writes its
   * scrape day alone, so a week leaves room for reruns. Community edition only.
   *
   * @defaultValue 7
   */
  compressAfterDays?: number | null
  /**
   * The day that retention counts ages from, `YYYY-MM-DD`. (The policy of compression goes by the database's clock.)
   *
   * @defaultValue the current UTC day
   */
  today?: CalendarDate
}

/** What was set or done. */
export interface MaintenanceReport {
  /** How retention is done: by dropping chunks or deleting rows now, or not at all. */
  retention: 'drop_chunks' | 'delete' | 'off'
  /** `unavailable`: asked for, but this edition cannot. */
  compression: 'policy' | 'off' | 'unavailable'
  /** Chunks that were dropped now. */
  droppedChunks: number
  /** Rows that were deleted now. */
  deletedRows: number
}

/** What PostgreSQL calls a feature that this edition of TimescaleDB lacks. */
const FEATURE_NOT_SUPPORTED = '0A000'

/** Brings retention and compression to what the options say. */
export async function applyMaintenance(
  context: StoreContext,
  options: MaintenanceOptions = {},
): Promise<MaintenanceReport> {
  const dropAfterDays = checkDays('dropAfterDays', options.dropAfterDays ?? null)
  const compressAfterDays = checkDays(
    'compressAfterDays',
    options.compressAfterDays === undefined ? 7 : options.compressAfterDays,
  )
  const extension = await timescaleSchema(context.db)
  const before = dropAfterDays === null ? null : daysBefore(options.today, dropAfterDays)
  const hasPolicies = extension !== null && (await setPolicies(context, extension, compressAfterDays))
  const compression = compressAfterDays === null ? 'off' : hasPolicies ? 'policy' : 'unavailable'
  if (before === null) return { retention: 'off', compression, droppedChunks: 0, deletedRows: 0 }
  return extension === null
    ? {
        retention: 'delete',
        compression,
        droppedChunks: 0,
        deletedRows: await deleteOldRows(context, before),
      }
    : {
        retention: 'drop_chunks',
        compression,
        droppedChunks: await dropOldChunks(context, extension, before),
        deletedRows: 0,
      }
}

/**
 * Sets the policies of all tables of insights; false where this edition has none. None of retention: it would drop what was
 * last known of a night together with when.
 */
async function setPolicies(
  context: StoreContext,
  extension: string,
  compressAfterDays: number | null,
): Promise<boolean> {
  const { server, logger } = context
  if (server.timescale.level !== 'community') return false
  try {
    for (const table of METRIC_TABLE_NAMES) {
      await setPolicy(context, extension, { table, kind: 'retention', afterDays: null })
      await setPolicy(context, extension, { table, kind: 'compression', afterDays: compressAfterDays })
    }
    return true
  } catch (error) {
    if (databaseErrorCode(error) !== FEATURE_NOT_SUPPORTED) throw error
    // The licence setting can promise what the installed edition does not have.
    server.timescale.level = 'apache'
    logger.warn('This edition of TimescaleDB has no policies.', { version: server.timescale.version })
    return false
  }
}

function checkDays(option: string, days: number | null): number | null {
  if (days === null || (Number.isInteger(days) && days >= 1)) return days
  throw new InvalidStoreOptionError(
    option,
    `${option} must be a whole number of at least 1, or null; given was ${days}.`,
  )
}

function daysBefore(today: CalendarDate | undefined, days: number): string {
  const from = today === undefined ? Date.now() : Date.parse(`${today}T00:00:00Z`)
  if (Number.isNaN(from)) {
    throw new InvalidStoreOptionError('today', `today must be a day, YYYY-MM-DD; given was "${today}".`)
  }
  return new Date(from - days * 86_400_000).toISOString().slice(0, 10)
}
