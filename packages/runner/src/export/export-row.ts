/** A row of insights: its values by column. */
export type ExportRow = Readonly<Record<string, string | number | null | undefined>>
