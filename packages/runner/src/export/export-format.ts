/** How rows of insights are written as text. */
export const EXPORT_FORMATS = ['json', 'csv', 'ndjson'] as const

/** `json`: one array. `csv`: RFC 4180 with a header line. `ndjson`: one JSON object a line. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The media type of each format. */
export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
}
