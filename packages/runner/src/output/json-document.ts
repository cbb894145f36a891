/**
 * A value as `--json` prints it: keys in snake_case (as the database's columns and the REST API have them),
 * instants as ISO 8601 in UTC, no undefined.
 */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(snakeCased(value), null, 2)}\n`
}

function snakeCased(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Set || Array.isArray(value)) return [...value].map(snakeCased)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snakeCase(key), snakeCased(item)]))
}

/** A name in snake_case. Names that begin with a capital (`ChartQuery`) are someone else's and stay as they are. */
export function snakeCase(key: string): string {
  return /^[a-z]/.test(key) ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key
}
