export { METRIC_MEANINGS } from './metric-meanings.ts'
export { TABLE_DESCRIPTIONS, type TableDescription } from './table-descriptions.ts'
