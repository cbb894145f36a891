import { METRIC_TABLE_NAMES } from 'insights-transform'
import { MIGRATION_LOCK_TABLE, MIGRATION_TABLE } from '../migrations/migration-state.ts'
import { TABLES } from '../tables.ts'
import type { OwnNames } from './own-objects.ts'

/** Every table, view and sequence that the migrations make in the schema, and every function. */
export const OWN_NAMES: OwnNames = {
  relations: [
    ...Object.keys(TABLES),
    MIGRATION_TABLE,
    MIGRATION_LOCK_TABLE,
    'metric_values',
    ...METRIC_TABLE_NAMES.map((table) => `${table}_latest`),
    'weeks',
    'account_weeks',
    'nights_ahead',
  ],
  functions: METRIC_TABLE_NAMES.map((table) => `${table}_as_of`),
}
