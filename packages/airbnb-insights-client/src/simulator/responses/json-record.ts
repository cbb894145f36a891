import { isJsonObject } from '../../json-object.ts'

/** An object's keys to look into; `null` for anything else. */
export function asRecord(value: unknown): Record<string, unknown> | null {
  return isJsonObject(value) ? value : null
}
