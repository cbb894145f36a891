import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { KNOWN_KEYS, PART_AT, type PartKind, SECTIONS } from '../../src/captures/known-parts.ts'
import { CHART, LIST_OF_METRICS, LISTINGS, type ResponseSpec } from '../../src/response-specs.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/** The objects that a schema speaks of, each with the key that it hangs at and its own keys. */
function objectsOf(schema: Schema, at = ''): [at: string, keys: readonly string[]][] {
  const { properties, items, anyOf = [] } = schema
  const own = properties === undefined ? [] : [[at, Object.keys(properties)] as [string, readonly string[]]]
  const inner = Object.entries(properties ?? {}).flatMap(([key, value]) => objectsOf(value, key))
  return [
    ...own,
    ...inner,
    ...(items === undefined ? [] : objectsOf(items, at)),
    ...anyOf.flatMap((one) => objectsOf(one, at)),
  ]
}

describe.each<[ResponseSpec<unknown>, PartKind]>([
  [CHART, 'chart section'],
  [LIST_OF_METRICS, 'list of metrics section'],
  [LISTINGS, 'listings section'],
])('the keys that the schema of $operation names', (spec, section) => {
  const objects = objectsOf(z.toJSONSchema(spec.schema, { io: 'input' }) as Schema)
  const kindAt = (at: string): PartKind => {
    if (at === '') return 'answer'
    return at === 'components' ? section : (PART_AT.get(at) ?? 'other')
  }

  test('are all known, in their place', () => {
    expect(objects.length).toBeGreaterThan(5)
    const missing = objects.flatMap(([at, keys]) => {
      const kind = kindAt(at)
      if (kind === 'value') return []
      return keys.filter((key) => KNOWN_KEYS[kind]?.has(key) !== true).map((key) => `${kind}: ${key}`)
    })
    expect(missing).toEqual([])
  })

  test('tell its section apart', () => {
    const found = SECTIONS.filter(({ sectionKey }) => KNOWN_KEYS[section]?.has(sectionKey))
    expect(found).toMatchObject([{ kind: section, sectionType: spec.sectionType }])
  })
})
