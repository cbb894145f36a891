/** How rows of insights are written. */
export const EXPORT_FORMATS = ['json', 'csv', 'ndjson', 'parquet', 'xlsx'] as const

/**
 * `json`: one array. `csv`: RFC 4180 with a header line. `ndjson`: one JSON object a line. `parquet`: Apache Parquet,
 * typed and compressed. `xlsx`: an Excel workbook, with ids as text, days as days and rates as percent.
 */
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The media type of each format. */
export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The value of a `Content-Type` header for each format. */
export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  json: `${MEDIA_TYPES.json}; charset=utf-8`,
  csv: `${MEDIA_TYPES.csv}; charset=utf-8`,
  ndjson: `${MEDIA_TYPES.ndjson}; charset=utf-8`,
  parquet: MEDIA_TYPES.parquet,
  xlsx: MEDIA_TYPES.xlsx,
}
