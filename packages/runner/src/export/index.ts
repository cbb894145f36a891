export { type EncodeRowsOptions, encodeRows } from './encode-rows.ts'
export { EXPORT_FORMATS, type ExportFormat } from './export-format.ts'
export type { ExportRow } from './export-row.ts'
