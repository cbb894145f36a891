import { insightsTables } from './0001-insights-tables.ts'
import { accountLifecycle } from './0002-account-lifecycle.ts'
import { listings } from './0003-listings.ts'
import { syncRuns } from './0004-sync-runs.ts'
import { runQueue } from './0005-run-queue.ts'
import { runSequence } from './0006-run-sequence.ts'
import { noListingNotes } from './0007-no-listing-notes.ts'
import { storedWeeks } from './0008-stored-weeks.ts'
import { accountNames } from './0009-account-names.ts'
import { accountSites } from './0010-account-sites.ts'
import { learnedRequests } from './0011-learned-requests.ts'
import { accountSessions } from './0012-account-sessions.ts'
import { pauses } from './0013-pauses.ts'
import { notifications } from './0014-notifications.ts'
import { currentState } from './0015-current-state.ts'
import { currentStateFilled } from './0016-current-state-filled.ts'
import { everyMetric } from './0017-every-metric.ts'
import { accountMetrics } from './0018-account-metrics.ts'
import { views } from './0019-views.ts'
import { operator } from './0020-operator.ts'
import type { SchemaMigration } from './schema-migration.ts'

/** Every migration, oldest first: only ever appended to. Imported statically, so that bundlers keep them. */
export const ALL_MIGRATIONS: readonly SchemaMigration[] = [
  insightsTables,
  accountLifecycle,
  listings,
  syncRuns,
  runQueue,
  runSequence,
  noListingNotes,
  storedWeeks,
  accountNames,
  accountSites,
  learnedRequests,
  accountSessions,
  pauses,
  notifications,
  currentState,
  currentStateFilled,
  everyMetric,
  accountMetrics,
  views,
  operator,
]
