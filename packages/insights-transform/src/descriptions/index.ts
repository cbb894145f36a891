export { METRIC_MEANINGS } from './metric-meanings.ts'
export {
  STORED_COLUMN_DESCRIPTIONS,
  TABLE_DESCRIPTIONS,
  type TableDescription,
} from './table-descriptions.ts'
