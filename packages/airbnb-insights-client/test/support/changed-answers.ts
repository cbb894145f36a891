import * as fc from 'fast-check'

/** Where something is within a JSON value. */
export type Path = readonly (string | number)[]

/** The paths of everything within a JSON value, itself included. */
function pathsIn(json: unknown, path: Path = []): Path[] {
  if (typeof json !== 'object' || json === null) return [path]
  const inside = Array.isArray(json)
    ? json.flatMap((item, index) => pathsIn(item, [...path, index]))
    : Object.entries(json).flatMap(([key, value]) => pathsIn(value, [...path, key]))
  return [path, ...inside]
}

const GONE = Symbol('gone')

/** A copy in which what is at the path is something else, or gone. */
export function replaced(json: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(json))
    return json.map((item, index) => (index === key ? replaced(item, rest, value) : item))
  const entries = Object.entries(json as object)
  return Object.fromEntries(
    entries
      .filter(([name]) => name !== key || rest.length > 0 || value !== GONE)
      .map(([name, item]) => [name, name === key ? replaced(item, rest, value) : item]),
  )
}

const calendarDate = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
  .map(([year, month, day]) =>
    [String(year).padStart(4, '0'), month, day].map((n) => String(n).padStart(2, '0')).join('-'),
  )

const anything = fc.oneof(
  { weight: 3, arbitrary: calendarDate },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      GONE,
      null,
      '',
      '-',
      '-1',
      '12',
      '1e3',
      '٣',
      '12\n',
      0,
      -1,
      1.5,
      2 ** 53,
      Number.POSITIVE_INFINITY,
      true,
      [],
      {},
      [{}],
      [null],
      { doubleValue: 1 },
      { longValue: '7' },
      { longValue: 7 },
      { doubleValue: Number.POSITIVE_INFINITY },
      { booleanValue: 1 },
    ),
  },
  { weight: 2, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.stringMatching(/^-?\d{0,12}$/) },
)

/** Copies of an answer in which one thing, anywhere, is something else or gone. */
export function changesOf(sample: unknown): fc.Arbitrary<unknown> {
  const path = fc.constantFrom(...pathsIn(sample).filter(({ length }) => length > 0))
  return fc.tuple(path, anything).map(([where, value]) => replaced(sample, where, value))
}
