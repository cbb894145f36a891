import type { BatchProgress } from '../batch-work.ts'
import type { HistoryMode } from '../database.ts'
import { type ConvertOptions, convertHistory, type HistoryConversion } from '../history/convert-history.ts'
import { fillMissingCurrent, findMissingCurrent, type MissingCurrent } from '../history/missing-current.ts'
import { type StoreContext, withoutHurry } from '../store-context.ts'
import { applyMaintenance, type MaintenanceOptions, type MaintenanceReport } from './apply-maintenance.ts'
import { type MaintenanceStatus, readMaintenanceStatus } from './maintenance-status.ts'
import { refreshStatistics } from './refresh-statistics.ts'

/** Retention, compression, and how the tables stand. */
export interface Maintenance {
  /** How the tables stand. Also answers before the schema is migrated. */
  status(): Promise<MaintenanceStatus>
  /**
   * Brings retention and compression to what the options say, also where an earlier call said otherwise. Retention
   * drops what is due now, and takes away a policy that the database has for it, which would drop what was last known of
   * a night as well. Compression is a policy, where the edition has them, and is left alone where it is set already. So
   * it may be called at each start and daily, also by several processes at once. An embedded database, which has no
   * autovacuum, counts its tables anew where these have grown.
   *
   * @throws InvalidStoreOptionError for days that are not whole numbers of at least 1.
   */
  apply(options?: MaintenanceOptions): Promise<MaintenanceReport>
  /**
   * Converts the history in place, so that it has a row of each reading (`all`) or of each change (`changes`), and has the
   * database go on like that. In batches, each undone unless all answers for every scrape day stay the same: ended
   * half-way, the next call goes on where it was. Syncs may go on meanwhile.
   *
   * @throws HistoryConversionError
   */
  convertHistory(history: HistoryMode, options?: ConvertOptions): Promise<HistoryConversion>
  /**
   * Listings that have a history, and nothing that is known now: a restore has left it out. Empty where all is well.
   */
  missingCurrent(): Promise<MissingCurrent[]>
  /**
   * Tells what is known now of such listings from their history again.
   *
   * @returns those of which it is told again.
   */
  fillMissingCurrent(options?: { onProgress?: (progress: BatchProgress) => void }): Promise<MissingCurrent[]>
}

export const createMaintenance = (context: StoreContext): Maintenance => {
  const unhurried = withoutHurry(context)
  return {
    status: () => readMaintenanceStatus(unhurried),
    async apply(options) {
      const report = await applyMaintenance(unhurried, options)
      await refreshStatistics(unhurried)
      return report
    },
    missingCurrent: () => findMissingCurrent(unhurried),
    fillMissingCurrent: (options) => fillMissingCurrent(unhurried, options?.onProgress),
    convertHistory: (history, options) => convertHistory(unhurried, history, options),
  }
}
