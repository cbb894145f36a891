import { fillCurrentState, lacksCurrentState } from '../history/fill-current-state.ts'
import type { SchemaMigration } from './schema-migration.ts'

/** From here on what is known now is whole: that of rows which were there before is told from them. */
export const currentStateFilled: SchemaMigration = {
  name: '0016_current_state_filled',
  batches: { areNeeded: lacksCurrentState, run: fillCurrentState },
  async up(): Promise<void> {},
}
