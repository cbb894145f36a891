/** Some cells of each row of an export that has an object on each line. */
export const ndjsonCells = (ndjson: string, columns: readonly string[]): unknown[][] =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map((row) => columns.map((column) => row[column]))
