import { MIGRATION_LOCK_TABLE, MIGRATION_TABLE } from '../migrations/migration-state.ts'
import { TABLES } from '../tables.ts'
import { FUNCTION_NAMES, VIEW_NAMES } from '../views/view-names.ts'
import type { OwnNames } from './own-objects.ts'

/** Every table, view and sequence that the migrations make in the schema, and every function. */
export const OWN_NAMES: OwnNames = {
  relations: [...Object.keys(TABLES), MIGRATION_TABLE, MIGRATION_LOCK_TABLE, 'metric_values', ...VIEW_NAMES],
  functions: FUNCTION_NAMES,
}
