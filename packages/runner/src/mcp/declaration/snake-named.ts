import { snakeCase } from '../../output/json-document.ts'

/** A value with its fields named as the API has them; instants stay what they are. */
export function snakeNamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeNamed)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [snakeCase(name), snakeNamed(item)]))
}
