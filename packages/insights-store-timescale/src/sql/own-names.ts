import { METRIC_TABLE_NAMES } from 'insights-transform'
import { MIGRATION_LOCK_TABLE, MIGRATION_TABLE } from '../migrations/migration-state.ts'
import { TABLES } from '../tables.ts'

/** Every table, view and sequence that the migrations make in the schema. */
export const OWN_NAMES: readonly string[] = [
  ...Object.keys(TABLES),
  MIGRATION_TABLE,
  MIGRATION_LOCK_TABLE,
  'metric_values',
  ...METRIC_TABLE_NAMES.map((table) => `${table}_latest`),
  'weeks',
  'account_weeks',
  'nights_ahead',
  'sync_backlog',
]
