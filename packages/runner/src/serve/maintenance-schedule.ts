import type { MaintenanceOptions, Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import { type RepeatingTask, repeatTask } from '../waiting/repeating-task.ts'

const EVERY_MS = 24 * 3600 * 1000
/** After a failure, a database that was away for instance, it is tried again sooner. */
const AFTER_FAILURE_MS = 5 * 60 * 1000

/** Keeps retention and compression as they are set, from now on once a day. Several processes may do so. */
export function startMaintenance(
  store: Store,
  options: Pick<MaintenanceOptions, 'dropAfterDays' | 'compressAfterDays'>,
  logger: Logger,
): RepeatingTask {
  return repeatTask(async () => {
    try {
      const report = await store.maintenance.apply(options)
      logger.info('retention and compression are as they are set', { ...report })
      return EVERY_MS
    } catch (error) {
      logger.warn('retention and compression could not be applied; they are tried again', { error })
      return AFTER_FAILURE_MS
    }
  })
}
